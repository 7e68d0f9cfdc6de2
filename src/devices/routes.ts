import { serviceContext } from "../auth/authenticate.ts";
import { newRouter } from "../http/app-env.ts";
import { etagOf, expectedVersion } from "../http/etag.ts";
import { answerList, listOf } from "../http/listing.ts";
import { body, idParam, json, protectedRoute } from "../http/route.ts";
import { MOST_DEVICES } from "./changes.ts";
import { createDeviceBody, deviceSchema, deviceTokenSchema, editDeviceBody, listDevicesQuery } from "./schema.ts";
import {
	createDevice,
	deleteDevice,
	deviceAnswer,
	editDevice,
	listDevices,
	restoreDevice,
	visibleDevice,
} from "./service.ts";
import { issueDeviceToken, revokeDeviceToken } from "./tokens.ts";

export const deviceRoutes = newRouter();
const tags = ["Devices"];

const list = protectedRoute("devices.read", {
	method: "get",
	path: "/api/devices",
	tags,
	summary: "The devices of the patients whom you may see",
	request: { query: listDevicesQuery },
	responses: listOf(deviceSchema, "DevicePage", "A page of devices"),
});
deviceRoutes.openapi(list, async (c) =>
	answerList(c, c.req.valid("query"), { item: deviceSchema, file: "devices" }, (query) =>
		listDevices(serviceContext(c), query),
	),
);

const create = protectedRoute("devices.write", {
	method: "post",
	path: "/api/devices",
	tags,
	summary: "Register a device of a patient",
	description: `A patient can have had ${MOST_DEVICES} devices, those that were taken away among them.`,
	request: { body: body(createDeviceBody) },
	responses: { 201: json(deviceSchema, "The new device") },
	fails: ["conflict"],
});
deviceRoutes.openapi(create, async (c) => {
	const device = await createDevice(serviceContext(c), c.req.valid("json"));
	return c.json(device, 201, { ETag: etagOf(device) });
});

const read = protectedRoute("devices.read", {
	method: "get",
	path: "/api/devices/{id}",
	tags,
	summary: "One device",
	request: { params: idParam },
	responses: { 200: json(deviceSchema, "The device") },
	fails: ["not_found"],
});
deviceRoutes.openapi(read, async (c) => {
	const device = await visibleDevice(serviceContext(c), c.req.valid("param").id);
	return c.json(deviceAnswer(device), 200, { ETag: etagOf(device) });
});

// As in the seeds, PUT too leaves alone what the body does not name.
for (const method of ["put", "patch"] as const) {
	const edit = protectedRoute("devices.write", {
		method,
		path: "/api/devices/{id}",
		tags,
		summary: "Edit a device, or hand it to another patient",
		request: { params: idParam, body: body(editDeviceBody) },
		responses: { 200: json(deviceSchema, "The device as it is now") },
		fails: ["not_found", "conflict", "precondition_failed"],
	});
	deviceRoutes.openapi(edit, async (c) => {
		const { id } = c.req.valid("param");
		const device = await editDevice(serviceContext(c), id, c.req.valid("json"), expectedVersion(c));
		return c.json(device, 200, { ETag: etagOf(device) });
	});
}

const remove = protectedRoute("devices.write", {
	method: "delete",
	path: "/api/devices/{id}",
	tags,
	summary: "Take a device away; its readings stay, and an admin can restore it",
	request: { params: idParam },
	responses: { 204: { description: "Gone" } },
	fails: ["not_found", "conflict", "precondition_failed"],
});
deviceRoutes.openapi(remove, async (c) => {
	await deleteDevice(serviceContext(c), c.req.valid("param").id, expectedVersion(c));
	return c.body(null, 204);
});

const restore = protectedRoute("devices.restore", {
	method: "post",
	path: "/api/devices/{id}/restore",
	tags,
	summary: "Restore a device that was taken away",
	description: "It comes back without a token.",
	request: { params: idParam },
	responses: { 200: json(deviceSchema, "The device") },
	fails: ["not_found", "conflict"],
});
deviceRoutes.openapi(restore, async (c) => {
	const device = await restoreDevice(serviceContext(c), c.req.valid("param").id);
	return c.json(device, 200, { ETag: etagOf(device) });
});

const issue = protectedRoute("devices.write", {
	method: "post",
	path: "/api/devices/{id}/token",
	tags,
	summary: "A token for the device, shown once",
	description: "It may write readings of this device and nothing else. Asking again replaces it at once.",
	request: { params: idParam },
	responses: { 201: json(deviceTokenSchema, "The only good token") },
	fails: ["not_found", "conflict"],
});
deviceRoutes.openapi(issue, async (c) =>
	c.json(await issueDeviceToken(serviceContext(c), c.req.valid("param").id), 201),
);

const revoke = protectedRoute("devices.write", {
	method: "delete",
	path: "/api/devices/{id}/token",
	tags,
	summary: "Revoke the device's token",
	request: { params: idParam },
	responses: { 204: { description: "No token is good any more" } },
	fails: ["not_found", "conflict"],
});
deviceRoutes.openapi(revoke, async (c) => {
	await revokeDeviceToken(serviceContext(c), c.req.valid("param").id);
	return c.body(null, 204);
});
