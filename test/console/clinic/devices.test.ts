import { describe, expect, it } from "vitest";
import { get, post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createDevice, unique } from "../../support/factories.ts";
import { newCircle } from "../../support/relations.ts";

async function withDevice() {
	const circle = await newCircle();
	const { id, token } = await createDevice(circle.people.admin, circle.patient);
	const devices = `/patients/${circle.patient}/devices`;
	const read = async () => (await get(`/api/devices/${id}/`, circle.people.admin.token)).body;
	return { ...circle, devices, path: `${devices}/${id}`, id, token, read };
}

const tokenIn = (text: string) => /id="token"[^>]*>\s*([\w.-]+)\s*</.exec(text)?.[1] ?? "";
const reading = (token: string) => post("/api/heart-rate/", { heart_rate: 71 }, token);

describe("the page of the devices", () => {
	it("adds one, and shows its token this once", async () => {
		const { people, devices } = await withDevice();
		const pages = new Pages(people.self);
		const name = `watch-${unique()}`;
		const { location } = await pages.post(devices, { device_id: name });
		expect(location).toMatch(/\/devices\/\d+\?done=added$/);
		const path = location?.split("?")[0] ?? "";
		const { status, headers, text } = await pages.post(`${path}/token`);
		expect(status).toBe(200);
		expect(headers.get("Cache-Control")).toBe("no-store");
		const token = tokenIn(text);
		expect(text).toContain("This is shown only now");
		expect((await reading(token)).status).toBe(201);
		expect((await pages.get(path)).text).not.toContain(token);
	});

	it("replaces a token, and revokes it", async () => {
		const { people, path, token, read } = await withDevice();
		const pages = new Pages(people.owner);
		const next = tokenIn((await pages.post(`${path}/token`)).text);
		expect((await reading(token)).status).toBe(401);
		expect((await reading(next)).status).toBe(201);
		expect((await pages.post(`${path}/token/revoke`)).location).toBe(`${path}?done=revoked`);
		expect((await reading(next)).status).toBe(401);
		expect(await read()).toMatchObject({ has_token: false });
	});

	it("edits name and status, and never whose device it is", async () => {
		const { people, path, read, patient } = await withDevice();
		const other = String(people["other patient"].patientId);
		const form = { device_id: `band-${unique()}`, status: "maintenance", patient: other, version: "2" };
		expect((await new Pages(people.admin).post(path, form)).location).toBe(`${path}?done=saved`);
		expect(await read()).toMatchObject({ device_id: form.device_id, status: "maintenance", patient });
	});

	it("says at the field that a name is taken, and who was overtaken that they were", async () => {
		const { people, devices, path, read } = await withDevice();
		const pages = new Pages(people.self);
		const { device_id, version } = await read();
		const twice = await pages.post(devices, { device_id });
		expect(twice.status).toBe(409);
		expect(twice.text).toMatch(/id="device-device_id"[^>]*aria-invalid="true"/);
		const late = await pages.post(path, { device_id, status: "inactive", version: String(version - 1) });
		expect(late.status).toBe(412);
		expect(late.text).toContain("Somebody else changed this");
	});

	it("takes one away, which an admin puts back", async () => {
		const { people, devices, path, id, token } = await withDevice();
		const admin = new Pages(people.admin);
		const { location } = await admin.post(`${path}/remove`, { version: "2" });
		expect((await reading(token)).status).toBe(401);
		expect((await admin.get(location ?? "")).text).toContain(`${path}/restore`);
		expect((await new Pages(people.self).post(`${path}/restore`)).status).toBe(403);
		expect((await admin.post(`${path}/restore`)).location).toBe(`${devices}/${id}?done=restored`);
	});

	it.each(["mapped doctor", "staff"] as const)("shows them to %s, who does not manage them", async (person) => {
		const { people, devices, path, read } = await withDevice();
		const pages = new Pages(people[person]);
		const { text } = await pages.get(devices);
		expect(text).toContain((await read()).device_id);
		expect(text).not.toContain(`href="${path}"`);
		expect((await pages.get(path)).status).toBe(403);
		for (const action of ["", "/token", "/token/revoke", "/remove"])
			expect((await pages.post(`${path}${action}`, { status: "inactive" })).status).toBe(403);
	});

	it("is not there for who does not see the patient, nor a device under another's address", async () => {
		const { people, devices, path, id } = await withDevice();
		expect((await new Pages(people["other doctor"]).get(devices)).status).toBe(404);
		expect((await new Pages(people["other patient"]).post(`${path}/token`)).status).toBe(404);
		const other = people["other patient"].patientId;
		expect((await new Pages(people.admin).post(`/patients/${other}/devices/${id}/token`)).status).toBe(404);
	});
});
