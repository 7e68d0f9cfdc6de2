import type { Context } from "hono";
import { may } from "../../auth/policy.ts";
import { managesDevices } from "../../devices/rights.ts";
import {
	createDeviceBody,
	deviceSchema,
	editDeviceBody,
	type ListDevicesQuery,
	listDevicesQuery,
} from "../../devices/schema.ts";
import {
	createDevice,
	deleteDevice,
	deviceAnswer,
	editDevice,
	listDevices,
	restoreDevice,
	visibleDevice,
} from "../../devices/service.ts";
import { issueDeviceToken, revokeDeviceToken } from "../../devices/tokens.ts";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { download, listed } from "../lists.tsx";
import { PATIENT, patientPage } from "../patient/frame.tsx";
import { newPages } from "../router.ts";
import { type ConsoleEnv, requireRight } from "../session/visit.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { DeviceForm, DeviceView, TokenView } from "./device-view.tsx";
import { PutBack } from "./parts.tsx";
import { versionIn } from "./sent.ts";
import { mayWrite, numberIn, type RefusedStatus, type Visit, visitTo } from "./visit.ts";

/** The devices that measure for a patient, and their tokens. */
export const devicePages = newPages();
const devices = `${PATIENT}/devices` as const;
const device = `${devices}/:device{[0-9]+}` as const;

/** Whether the visitor manages the patient's devices. */
const manages = (visit: Visit): boolean => mayWrite(visit, "devices.write") && managesDevices(visit.right);

/** Answers the devices, with a refused new one as it was sent. */
async function devicesPage(
	c: Context<ConsoleEnv>,
	visit: Visit,
	state: FormState = EMPTY_FORM,
	status?: RefusedStatus,
) {
	const find = (query: ListDevicesQuery) => listDevices(visit.context, { ...query, patient: visit.patient.id });
	const found = await listed(c, listDevicesQuery, find);
	const children = (
		<>
			<PutBack c={c} action="devices.restore" path={`${visit.path}/devices`} />
			<DeviceView visit={visit} devices={found} manages={manages(visit)} state={state} />
		</>
	);
	return patientPage(c, visit, { tab: "devices", children }, status);
}

devicePages.get(devices, async (c) => {
	const visit = await visitTo(c);
	const find = (query: ListDevicesQuery) => listDevices(visit.context, { ...query, patient: visit.patient.id });
	const file = await download(c, listDevicesQuery, { item: deviceSchema, file: "devices" }, find);
	return file ?? devicesPage(c, visit);
});

devicePages.post(devices, requireRight("devices.write"), async (c) => {
	const visit = await visitTo(c);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const { id } = await createDevice(
				visit.context,
				checked(createDeviceBody, { ...fields, patient: visit.patient.id }),
			);
			return goOn(c, `${visit.path}/devices/${id}`, "added");
		},
		(state, status) => devicesPage(c, visit, state, status),
	);
});

/** The device that an address names. Throws `not_found` for another patient's. */
async function deviceIn(c: Context<ConsoleEnv>, { context, patient }: Visit) {
	const found = deviceAnswer(await visibleDevice(context, numberIn(c, "device")));
	if (found.patient !== patient.id) throw problem("not_found");
	return found;
}

async function devicePage(c: Context<ConsoleEnv>, visit: Visit, state: FormState = EMPTY_FORM, status?: RefusedStatus) {
	const known = await deviceIn(c, visit);
	if (!manages(visit)) throw problem("forbidden");
	const children = <DeviceForm visit={visit} device={known} state={state} status={status} />;
	return patientPage(c, visit, { tab: "devices", children }, status);
}

devicePages.get(device, async (c) => devicePage(c, await visitTo(c)));

devicePages.post(device, requireRight("devices.write"), async (c) => {
	const visit = await visitTo(c);
	const { id } = await deviceIn(c, visit);
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			// Whose device it is does not change here.
			const { device_id, status } = fields;
			await editDevice(visit.context, id, checked(editDeviceBody, { device_id, status }), versionIn(fields));
			return goOn(c, `${visit.path}/devices/${id}`, "saved");
		},
		(state, status) => devicePage(c, visit, state, status),
	);
});

devicePages.post(`${device}/remove`, requireRight("devices.write"), async (c) => {
	const visit = await visitTo(c);
	const { id } = await deviceIn(c, visit);
	await deleteDevice(visit.context, id, versionIn(await sentFields(c)));
	const removed = may(visit.context.actor, "devices.restore") ? `?removed=${id}` : "";
	return goOn(c, `${visit.path}/devices${removed}`, "removed");
});

devicePages.post(`${device}/restore`, requireRight("devices.restore"), async (c) => {
	const visit = await visitTo(c);
	return submit(
		{},
		async () => {
			const { id, patient } = await restoreDevice(visit.context, numberIn(c, "device"));
			return goOn(c, `/patients/${patient}/devices/${id}`, "restored");
		},
		(state, status) => devicesPage(c, visit, state, status),
	);
});

// The token stands in the answer itself: an address would keep it.
devicePages.post(`${device}/token`, requireRight("devices.write"), async (c) => {
	const visit = await visitTo(c);
	const known = await deviceIn(c, visit);
	const { token } = await issueDeviceToken(visit.context, known.id);
	const { origin } = new URL(c.req.url);
	const children = <TokenView visit={visit} device={known} token={token} origin={origin} />;
	return patientPage(c, visit, { tab: "devices", scripts: ["copy.client.js"], children });
});

devicePages.post(`${device}/token/revoke`, requireRight("devices.write"), async (c) => {
	const visit = await visitTo(c);
	const { id } = await deviceIn(c, visit);
	await revokeDeviceToken(visit.context, id);
	return goOn(c, `${visit.path}/devices/${id}`, "revoked");
});
