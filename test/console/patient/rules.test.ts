import { describe, expect, it } from "vitest";
import { get, patch } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createMonitored } from "../../support/factories.ts";
import { postAll, steadily } from "../../support/readings.ts";
import { newCircle, type Person } from "../../support/relations.ts";

const MINUTE = 60_000;
const FAST = { kind: "above", threshold: "130", severity: "warning", is_active: "true", days: "7" };

async function scene() {
	const { patient, people } = await newCircle({ timezone: "Europe/Berlin" });
	const path = `/patients/${patient}/rules`;
	const as = (who: Person) => new Pages(people[who]);
	const api = `/api/patients/${patient}/alert-rules/`;
	const rules = async () => (await get(api, people.admin.token)).body.results;
	return { path, as, rules, api, people };
}

describe("the rules of a patient", () => {
	it("are told in sentences", async () => {
		const { path, as } = await scene();
		const { text } = await as("mapped doctor").get(path);
		for (const said of [
			"Heart rate above 120 bpm for 5 minutes",
			"50 bpm or more",
			"After 10 minutes: the doctors, by e-mail",
		])
			expect(text).toContain(said);
	});

	it("are added by a form: what is left blank is as usual", async () => {
		const { path, as, rules } = await scene();
		const steps = { "escalation.0.after_minutes": "5", "escalation.0.to": "staff", "escalation.0.channel": "inbox" };
		const hours = { "active_hours.from": "22:00", "active_hours.to": "06:00" };
		const blank = { clear_threshold: "", critical_threshold: "", "escalation.1.after_minutes": "" };
		const fields = { ...FAST, ...steps, ...hours, ...blank, do: "save" };
		const done = await as("owner").post(`${path}/new`, fields);
		expect([done.status, done.location]).toEqual([303, `${path}?done=saved`]);
		expect((await rules())[2]).toMatchObject({
			...{ kind: "above", threshold: 130, clear_threshold: 120, critical_threshold: null, sustained_minutes: 5 },
			active_hours: { from: "22:00", to: "06:00" },
			escalation: [{ after_minutes: 5, to: "staff", channel: "inbox" }],
		});
		expect((await as("owner").get(path)).text).toContain("From 22:00 to 06:00");
	});

	it("come back with what was sent, and say at each field what is wrong", async () => {
		const { path, as, rules } = await scene();
		const halfHours = { ...FAST, "active_hours.from": "22:00", do: "save" };
		const { status, text } = await as("admin").post(`${path}/new`, halfHours);
		expect(status).toBe(400);
		expect(text).toContain('id="rule-active_hours.to-fault"');
		const other = await as("admin").post(`${path}/new`, { ...FAST, threshold: "1000", do: "save" });
		expect(other.text).toMatch(/id="rule-threshold-fault">must be from 20 to 300/);
		expect(other.text).toMatch(/name="threshold"[^>]*value="1000"/);
		expect(await rules()).toHaveLength(2);
	});

	it("are edited on the version that the form was opened with", async () => {
		const { path, as, rules, api, people } = await scene();
		const doctor = as("mapped doctor");
		const { text } = await doctor.get(`${path}/1`);
		expect(text).toMatch(/name="threshold"[^>]*value="120"/);
		expect(text).toContain('<input type="hidden" name="version" value="1"/>');
		const done = await doctor.post(`${path}/1`, { ...FAST, version: "1", do: "save" });
		expect(done.status).toBe(303);
		expect((await rules())[0]).toMatchObject({ threshold: 130, clear_threshold: 120, version: 2 });
		await patch(`${api}1/`, { threshold: 140 }, people.admin.token);
		const late = await doctor.post(`${path}/1`, { ...FAST, version: "2", do: "save" });
		expect(late.status).toBe(412);
		expect(late.text).toContain("Somebody else changed this in the meantime");
		expect((await rules())[0]).toMatchObject({ threshold: 140, version: 3 });
	});

	it("are taken away, on the version that was shown", async () => {
		const { path, as, rules } = await scene();
		expect((await as("admin").post(`${path}/1/remove`, { version: "7" })).status).toBe(412);
		const done = await as("admin").post(`${path}/1/remove`, { version: "1" });
		expect([done.status, done.location]).toEqual([303, `${path}?done=removed`]);
		expect((await rules()).map(({ id }: { id: number }) => id)).toEqual([2]);
	});

	it.each<[Person, number]>([
		["staff", 403],
		["self", 403],
		["other doctor", 404],
	])("are not written by those who may not: %s", async (who, status) => {
		const { path, as, rules } = await scene();
		const before = await rules();
		const { text } = await as(who).get(path);
		expect(text).not.toContain("/remove");
		expect((await as(who).get(`${path}/1`)).text).not.toContain('value="save"');
		for (const [page, fields] of [
			[`${path}/new`, { ...FAST, do: "save" }],
			[`${path}/1`, { ...FAST, version: "1", do: "save" }],
			[`${path}/1/remove`, { version: "1" }],
		] as const)
			expect([page, (await as(who).post(page, fields)).status]).toEqual([page, status]);
		expect(await rules()).toEqual(before);
	});
});

describe("a rehearsal", () => {
	/** A heart that was fast for ten minutes yesterday. */
	async function lived() {
		const { admin, patient, device } = await createMonitored();
		const start = Date.now() - 24 * 60 * MINUTE;
		await postAll(
			device.token,
			steadily(start, 60, MINUTE, (index) => (index >= 20 && index < 30 ? 140 : 70)),
		);
		return { pages: new Pages(admin), path: `/patients/${patient.id}/rules`, admin, patient };
	}

	it("says when a rule would have alerted, keeps nothing, and gives the form back", async () => {
		const { pages, path, admin, patient } = await lived();
		const { status, text } = await pages.post(`${path}/new`, { ...FAST, do: "rehearse" });
		expect(status).toBe(200);
		expect(text).toContain("1 alert in the last 7 days");
		expect(text).toContain("Nothing is saved yet.");
		expect(text).toMatch(/name="threshold"[^>]*value="130"/);
		expect((await get(`/api/patients/${patient.id}/alert-rules/`, admin.token)).body.count).toBe(2);
		const calm = await pages.post(`${path}/new`, { ...FAST, threshold: "150", do: "rehearse" });
		expect(calm.text).toContain("It would not have alerted in the last 7 days.");
	});

	it("is of an edit too, and keeps the version that it is made on", async () => {
		const { pages, path } = await lived();
		const { text } = await pages.post(`${path}/1`, { ...FAST, version: "1", days: "3", do: "rehearse" });
		expect(text).toContain("1 alert in the last 3 days");
		expect(text).toContain('<input type="hidden" name="version" value="1"/>');
	});

	it("is for everybody who sees the patient", async () => {
		const { path, as } = await scene();
		expect((await as("staff").post(`${path}/new`, { ...FAST, do: "rehearse" })).status).toBe(200);
		expect((await as("other doctor").post(`${path}/new`, { ...FAST, do: "rehearse" })).status).toBe(404);
	});

	it("says what is wrong with the rule instead", async () => {
		const { path, as } = await scene();
		const { status, text } = await as("staff").post(`${path}/new`, { ...FAST, threshold: "", do: "rehearse" });
		expect(status).toBe(400);
		expect(text).toMatch(/id="rule-threshold-fault">is required/);
	});
});
