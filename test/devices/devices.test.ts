import { describe, expect, it } from "vitest";
import { call, del, get, patch, post, put } from "../support/client.ts";
import {
	createDevice,
	createMonitored,
	createPatient,
	createUser,
	mapDoctor,
	signIn,
	unique,
} from "../support/factories.ts";
import { actionsOn, overtakenBy } from "../support/races.ts";

async function owned() {
	const owner = await createUser("user");
	const { id } = (await post("/api/patients/", { first_name: "Jon" }, owner.token)).body;
	return { owner, patient: id as number };
}

describe("registering a device", () => {
	it("is done by an admin, an owner and the patient", async () => {
		const { owner, patient } = await owned();
		const admin = await createUser("admin");
		const self = await signIn((await createPatient(admin)).username);
		for (const { token, of } of [
			{ token: admin.token, of: patient },
			{ token: owner.token, of: patient },
			{ token: self.token, of: self.patientId },
		]) {
			const device_id = `watch-${unique()}`;
			const answer = await post("/api/devices/", { device_id, patient: of, status: "active" }, token);
			expect(answer).toMatchObject({
				status: 201,
				body: { device_id, patient: of, status: "active", has_token: false, last_activity: null },
			});
			expect((await get(`/api/devices/${answer.body.id}/`, token)).body).toEqual(answer.body);
		}
	});

	it("needs no patient from a patient, and no status from anybody", async () => {
		const { patient } = await createMonitored();
		const self = await signIn(patient.username);
		const answer = await post("/api/devices/", { device_id: `watch-${unique()}` }, self.token);
		expect(answer).toMatchObject({ status: 201, body: { patient: patient.id, status: "active" } });
	});

	it.each([
		[{}, "device_id"],
		[{ device_id: "" }, "device_id"],
		[{ device_id: "x".repeat(101) }, "device_id"],
		[{ device_id: 7 }, "device_id"],
		[{ device_id: "watch" }, "patient"],
		[{ device_id: "watch", patient: "1" }, "patient"],
		[{ device_id: "watch", patient: 999_999_999 }, "patient"],
		[{ device_id: "watch", patient: 1, status: "broken" }, "status"],
	])("with %j names %s", async (body, field) => {
		const admin = await createUser("admin");
		const answer = await post("/api/devices/", body, admin.token);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
	});

	it("refuses a taken device_id, and says not whose it is", async () => {
		const { admin, device } = await createMonitored();
		const other = await owned();
		const body = { device_id: device.deviceId, patient: other.patient };
		const answer = await post("/api/devices/", body, other.owner.token);
		expect(answer).toMatchObject({ status: 409, body: { errors: { device_id: ["is already in use"] } } });
		await del(`/api/devices/${device.id}/`, admin.token);
		expect(await post("/api/devices/", body, other.owner.token)).toMatchObject({ status: 201 });
	});
});

describe("editing a device", () => {
	it.each(["inactive", "maintenance", "active"])("sets the status %s, by PUT and PATCH", async (status) => {
		const { admin, device } = await createMonitored();
		for (const send of [put, patch]) {
			const answer = await send(`/api/devices/${device.id}/`, { status }, admin.token);
			expect(answer).toMatchObject({ status: 200, body: { status, device_id: device.deviceId, has_token: true } });
		}
	});

	it("renames it, and readings find it by the new name", async () => {
		const { admin, patient, device } = await createMonitored();
		const device_id = `ring-${unique()}`;
		await patch(`/api/devices/${device.id}/`, { device_id }, admin.token);
		const reading = { device: device_id, patient: patient.id, heart_rate: 72 };
		const posted = await post("/api/heart-rate/", reading, admin.token);
		expect(posted).toMatchObject({ status: 201, body: { device: device.id, device_id } });
		const old = await post("/api/heart-rate/", { ...reading, device: device.deviceId }, admin.token);
		expect(old).toMatchObject({ status: 400, body: { errors: { device: [expect.any(String)] } } });
	});

	it("refuses the name of another, and changes nothing", async () => {
		const [one, two] = [await createMonitored(), await createMonitored()];
		const body = { device_id: two.device.deviceId, status: "inactive" };
		const answer = await patch(`/api/devices/${one.device.id}/`, body, one.admin.token);
		expect(answer).toMatchObject({ status: 409, body: { errors: { device_id: ["is already in use"] } } });
		expect((await get(`/api/devices/${one.device.id}/`, one.admin.token)).body).toMatchObject({
			...{ device_id: one.device.deviceId, status: "active" },
		});
	});
});

describe("handing a device to another patient", () => {
	it("kills its token, and leaves the readings with the old patient", async () => {
		const { admin, patient, device } = await createMonitored();
		const heir = await createPatient(admin);
		await post("/api/heart-rate/", { heart_rate: 72, recorded_at: "2026-01-31T12:00:00Z" }, device.token);
		const moved = await patch(`/api/devices/${device.id}/`, { patient: heir.id }, admin.token);
		expect(moved).toMatchObject({ status: 200, body: { patient: heir.id, has_token: false } });
		expect(await post("/api/heart-rate/", { heart_rate: 73 }, device.token)).toMatchObject({ status: 401 });

		const { token } = (await post(`/api/devices/${device.id}/token/`, {}, admin.token)).body;
		const posted = await post("/api/heart-rate/", { heart_rate: 80, recorded_at: "2026-01-31T13:00:00Z" }, token);
		expect(posted).toMatchObject({ status: 201, body: { patient: heir.id, device: device.id } });
		const rates = async (id: number) =>
			(await get(`/api/heart-rate/?patient=${id}`, admin.token)).body.results.map(
				({ heart_rate }: { heart_rate: number }) => heart_rate,
			);
		expect(await rates(patient.id)).toEqual([72]);
		expect(await rates(heir.id)).toEqual([80]);
	});

	it("can be undone", async () => {
		const { admin, patient, device } = await createMonitored();
		const heir = await createPatient(admin);
		await patch(`/api/devices/${device.id}/`, { patient: heir.id }, admin.token);
		await patch(`/api/devices/${device.id}/`, { patient: patient.id }, admin.token);
		expect(await post("/api/heart-rate/", { heart_rate: 72 }, device.token)).toMatchObject({ status: 401 });
		const { token } = (await post(`/api/devices/${device.id}/token/`, {}, admin.token)).body;
		expect(await post("/api/heart-rate/", { heart_rate: 72 }, token)).toMatchObject({ status: 201 });
	});

	it("needs the right over both patients", async () => {
		const [one, two] = [await owned(), await owned()];
		const body = { device_id: `watch-${unique()}`, patient: one.patient };
		const { id } = (await post("/api/devices/", body, one.owner.token)).body;
		const stolen = await patch(`/api/devices/${id}/`, { patient: two.patient }, two.owner.token);
		expect(stolen).toMatchObject({ status: 404 });
		const given = await patch(`/api/devices/${id}/`, { patient: two.patient }, one.owner.token);
		expect(given).toMatchObject({ status: 400, body: { errors: { patient: [expect.any(String)] } } });
	});
});

describe("taking a device away", () => {
	it("hides it, and its readings stay", async () => {
		const { admin, patient, device } = await createMonitored();
		await post("/api/heart-rate/", { heart_rate: 72 }, device.token);
		expect(await del(`/api/devices/${device.id}/`, admin.token)).toMatchObject({ status: 204, body: "" });
		expect(await get(`/api/devices/${device.id}/`, admin.token)).toMatchObject({ status: 404 });
		expect(await del(`/api/devices/${device.id}/`, admin.token)).toMatchObject({ status: 404 });
		expect((await get(`/api/devices/?patient=${patient.id}`, admin.token)).body.count).toBe(0);
		expect((await get(`/api/heart-rate/?patient=${patient.id}`, admin.token)).body.count).toBe(1);
	});

	it("refuses its token and its name at once", async () => {
		const { admin, patient, device } = await createMonitored();
		await del(`/api/devices/${device.id}/`, admin.token);
		expect(await post("/api/heart-rate/", { heart_rate: 72 }, device.token)).toMatchObject({ status: 401 });
		const reading = { device: device.id, patient: patient.id, heart_rate: 72 };
		expect(await post("/api/heart-rate/", reading, admin.token)).toMatchObject({ status: 400 });
	});
});

describe("restoring a device that was taken away", () => {
	it("is done by an admin, once, and needs a new token", async () => {
		const { admin, patient, device } = await createMonitored();
		const self = await signIn(patient.username);
		const path = `/api/devices/${device.id}/`;
		const before = (await get(path, admin.token)).body;
		await del(path, self.token);
		expect(await post(`${path}restore/`, {}, self.token)).toMatchObject({ status: 403 });
		const back = await post(`${path}restore/`, {}, admin.token);
		expect(back).toMatchObject({ status: 200, body: { ...before, has_token: false, version: before.version + 2 } });
		expect((await get(path, self.token)).body).toEqual(back.body);
		expect(await post(`${path}restore/`, {}, admin.token)).toMatchObject({ status: 404 });

		expect(await post("/api/heart-rate/", { heart_rate: 72 }, device.token)).toMatchObject({ status: 401 });
		const { token } = (await post(`${path}token/`, {}, self.token)).body;
		expect(await post("/api/heart-rate/", { heart_rate: 72 }, token)).toMatchObject({ status: 201 });
	});

	it("is refused where its name was given to another, and readings still find the other", async () => {
		const { admin, patient, device } = await createMonitored();
		await del(`/api/devices/${device.id}/`, admin.token);
		const body = { device_id: device.deviceId, patient: patient.id };
		const restore = () => post(`/api/devices/${device.id}/restore/`, {}, admin.token);
		const answer = await overtakenBy(() => post("/api/devices/", body, admin.token), restore);
		expect(answer).toMatchObject({ status: 409, body: { errors: { device_id: ["is already in use"] } } });
		expect(await get(`/api/devices/${device.id}/`, admin.token)).toMatchObject({ status: 404 });
		const reading = { device: device.id, patient: patient.id, heart_rate: 72 };
		expect(await post("/api/heart-rate/", reading, admin.token)).toMatchObject({ status: 400 });
		const other = await post("/api/heart-rate/", { ...reading, device: device.deviceId }, admin.token);
		expect(other).toMatchObject({ status: 201 });
	});

	it("waits for its patient", async () => {
		const { admin, patient, device } = await createMonitored();
		await del(`/api/devices/${device.id}/`, admin.token);
		await del(`/api/patients/${patient.id}/`, admin.token);
		expect(await post(`/api/devices/${device.id}/restore/`, {}, admin.token)).toMatchObject({ status: 404 });
	});
});

describe("a doctor who only treats the patient", () => {
	it("sees the devices, and manages none", async () => {
		const { patient, device } = await createMonitored();
		const doctor = await createUser("doctor");
		await mapDoctor(doctor, patient.id);
		const path = `/api/devices/${device.id}/`;
		expect(await get(path, doctor.token)).toMatchObject({ status: 200 });
		const refused = [
			await patch(path, { status: "inactive" }, doctor.token),
			await put(path, { status: "inactive" }, doctor.token),
			await del(path, doctor.token),
			await post(`${path}token/`, {}, doctor.token),
			await del(`${path}token/`, doctor.token),
		];
		expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
		const body = { device_id: unique(), patient: patient.id };
		expect(await post("/api/devices/", body, doctor.token)).toMatchObject({
			...{ status: 400, body: { errors: { patient: [expect.any(String)] } } },
		});
		expect(await post("/api/heart-rate/", { heart_rate: 72 }, device.token)).toMatchObject({ status: 201 });
	});

	it("manages those of patients whom they own", async () => {
		const doctor = await createUser("doctor");
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, doctor.token)).body;
		const device = await createDevice(doctor, id);
		expect(await del(`/api/devices/${device.id}/`, doctor.token)).toMatchObject({ status: 204 });
	});
});

it("a deletion on an old version is refused, and of two at once one is done", async () => {
	const { admin, device } = await createMonitored();
	const path = `/api/devices/${device.id}/`;
	const { version } = (await get(path, admin.token)).body;
	const remove = (tag: string) => call("DELETE", path, { token: admin.token, headers: { "If-Match": tag } });
	expect(await remove(`"${version - 1}"`)).toMatchObject({ status: 412 });
	expect(
		await overtakenBy(
			() => remove(`"${version}"`),
			() => remove("*"),
		),
	).toMatchObject({ status: 404 });
	expect(await actionsOn("device", device.id)).toEqual(["device.create", "device.token.issue", "device.delete"]);
});
