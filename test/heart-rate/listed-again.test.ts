import { describe, expect, it } from "vitest";
import { get, patch, post } from "../support/client.ts";
import { createMonitored, sessionOf } from "../support/factories.ts";
import { postAll, steadily } from "../support/readings.ts";

const AT = "2026-01-31T12:00:00Z";

/** Readings of one device, and its list as it is shown, asked for twice. */
async function listed() {
	const scene = await createMonitored();
	const { admin, patient, device } = scene;
	await postAll(
		device.token,
		steadily(AT, 30, 60_000, (index) => 60 + index),
	);
	const list = async () => (await get(`/api/heart-rate/?patient=${patient.id}&page_size=5`, admin.token)).body;
	expect(await list()).toEqual(await list());
	return { ...scene, list };
}

describe("a list that was asked for before", () => {
	it("shows a reading that came meanwhile, and those before it as they were", async () => {
		const { device, list } = await listed();
		const before = await list();
		await post("/api/heart-rate/", { heart_rate: 150, recorded_at: "2026-01-31T13:00:00Z" }, device.token);
		const after = await list();
		expect([after.count, after.results[0].heart_rate]).toEqual([31, 150]);
		expect(after.results.slice(1)).toEqual(before.results.slice(0, 4));
	});

	it("shows a reading as it was corrected", async () => {
		const { device, list } = await listed();
		const [newest] = (await list()).results;
		await post("/api/heart-rate/", { heart_rate: 151, recorded_at: newest.recorded_at }, device.token);
		expect((await list()).results[0]).toEqual({ ...newest, heart_rate: 151 });
	});

	it("calls a device by its new name", async () => {
		const { admin, device, list } = await listed();
		const renamed = await patch(`/api/devices/${device.id}/`, { device_id: `${device.id}-renamed` }, admin.token);
		expect(renamed.status).toBe(200);
		const names = (await list()).results.map(({ device_id }: { device_id: string }) => device_id);
		expect(new Set(names)).toEqual(new Set([`${device.id}-renamed`]));
	});
});

describe("a query that was asked before", () => {
	it("is answered to each with their own", async () => {
		const [one, other] = [await listed(), await listed()];
		for (const { device, patient } of [one, other, one]) {
			const { token } = await sessionOf(patient.username);
			const read = await get("/api/heart-rate/?page_size=3", token);
			expect(read.body.results.map((reading: { device: number }) => reading.device)).toEqual(Array(3).fill(device.id));
		}
	});

	it("is refused each time where it is wrong, and names the parameter", async () => {
		const { admin, patient } = await listed();
		const wrong = [
			["/api/heart-rate/?page_size=0", "page_size"],
			["/api/heart-rate/?from=yesterday", "from"],
			[`/api/patients/${patient.id}/heart-rate-stats/?from=2026-01-01`, "period"],
			[`/api/patients/${patient.id}/heart-rate-series/?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z`, "to"],
			["/api/patients/0/heart-rate-stats/", "id"],
		] as const;
		for (const [path, field] of [...wrong, ...wrong]) {
			const { status, body } = await get(path, admin.token);
			expect([path, status, Object.keys(body.errors)]).toEqual([path, 400, [field]]);
		}
	});

	it("goes on with all that it says, however much that is", async () => {
		const { device, patient } = await listed();
		const { token } = await sessionOf(patient.username);
		for (const length of [100, 8_000]) {
			const unknown = `&unknown=${encodeURIComponent("é 心 💓").repeat(length / 100)}${"x".repeat(length)}`;
			const { status, body } = await get(`/api/heart-rate/?page_size=20${unknown}`, token);
			expect([status, body.results.length, body.results[0].device]).toEqual([200, 20, device.id]);
			expect(body.next).toContain(unknown);
			const rest = await get(body.next.replace("https://edgeward.test", ""), token);
			expect([rest.body.results.length, rest.body.next]).toEqual([10, null]);
		}
	});

	it("finds a device by a name in any letters", async () => {
		const { admin, device, patient } = await listed();
		for (const name of [`${device.id} Uhr "é" 心`, `${device.id} 💓 \\ %20#?&`]) {
			expect((await patch(`/api/devices/${device.id}/`, { device_id: name }, admin.token)).status).toBe(200);
			const path = `/api/heart-rate/?patient=${patient.id}&device=${encodeURIComponent(name)}`;
			const { body } = await get(path, admin.token);
			expect([body.count, body.results[0]?.device_id]).toEqual([30, name]);
		}
	});

	it("means what it says, however many others were asked meanwhile", async () => {
		const { admin, patient } = await listed();
		const sizeAsked = async (page: number) => {
			const { body } = await get(`/api/heart-rate/?patient=${patient.id}&page_size=1&page=${page}`, admin.token);
			return body.results[0].heart_rate;
		};
		for (let page = 1; page <= 30; page++) expect(await sizeAsked(page)).toBe(90 - page);
		expect(await sizeAsked(1)).toBe(89);
	});
});
