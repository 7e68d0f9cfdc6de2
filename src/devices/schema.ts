import { z } from "@hono/zod-openapi";
import { version } from "../http/etag.ts";
import { orderingQuery, pageQuery } from "../http/paging.ts";
import { line } from "../http/text.ts";
import { DEVICE_STATUSES } from "./table.ts";

const deviceId = line(100, 1).openapi({ example: "watch-7" });
const status = z.enum(DEVICE_STATUSES);
const patient = z.number().int().positive();

export const createDeviceBody = z
	.object({
		device_id: deviceId,
		patient: patient.optional().describe("Not needed by a patient"),
		status: status.optional(),
	})
	.openapi("CreateDevice", { example: { device_id: "watch-7", patient: 1, status: "active" } });

export const editDeviceBody = z
	.object({
		device_id: deviceId.optional(),
		patient: patient.optional().describe("Hands the device to another patient; its token dies, its readings stay"),
		status: status.optional(),
	})
	.openapi("EditDevice", { example: { status: "maintenance" } });

export type CreateDeviceBody = z.infer<typeof createDeviceBody>;
export type EditDeviceBody = z.infer<typeof editDeviceBody>;

export const deviceSchema = z
	.object({
		id: z.number().int(),
		device_id: z.string(),
		patient: z.number().int(),
		status,
		has_token: z.boolean(),
		registered_at: z.string(),
		last_activity: z.string().nullable().describe("Its newest reading; at most a minute old"),
		version,
	})
	.openapi("Device");

export const deviceTokenSchema = z
	.object({ token: z.string().describe("Shown this once. Goes into `Authorization: Bearer`") })
	.openapi("DeviceToken");

export const DEVICE_ORDERINGS = ["id", "device_id", "registered_at", "last_activity"] as const;

export const listDevicesQuery = pageQuery.extend({
	status: status.optional(),
	patient: z.coerce.number().int().positive().optional(),
	search: z.string().trim().min(1).max(100).optional().describe("In device_id and the patient's name"),
	ordering: orderingQuery(DEVICE_ORDERINGS),
});
export type ListDevicesQuery = z.infer<typeof listDevicesQuery>;
