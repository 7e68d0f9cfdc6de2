import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { anOpenAlert, firstAlertOf } from "../../support/alerts.ts";
import { type Bedside, newBedside } from "../../support/bedside.ts";
import { get } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createPatient, createUser, mapDoctor, sessionOf } from "../../support/factories.ts";
import { newCircle, type Person } from "../../support/relations.ts";

describe("the alerts of a patient", () => {
	let bedside: Bedside;
	let fast: number;
	let slow: number;

	/** A heart that was too fast and has calmed, and that is far too slow now. */
	beforeAll(async () => {
		bedside = await newBedside();
		for (const rule of [1, 2]) await bedside.editRule(rule, { sustained_minutes: 0, escalation: [] });
		for (const [minute, bpm] of [
			[0, 130],
			[1, 80],
			[2, 30],
		] as const)
			await bedside.reads(minute, bpm);
		[fast, slow] = (await bedside.alerts()).map(({ id }: { id: number }) => id);
	});
	afterEach(() => vi.restoreAllMocks());
	afterAll(() => vi.useRealTimers());

	const page = async (path = "") => {
		const pages = new Pages(await sessionOf(bedside.admin.username));
		return (await pages.get(`/patients/${bedside.patient.id}${path}`)).text;
	};
	const listed = (text: string) => [fast, slow].filter((id) => text.includes(`/alerts/${id}"`));

	it.each([
		["", () => [fast, slow]],
		["?status=cleared", () => [fast]],
		["?status=open", () => [slow]],
		["?is_open=true", () => [slow]],
		["?severity=critical", () => [slow]],
		["?severity=critical&status=cleared", () => []],
	])("are found by their filters: %s", async (query, expected) => {
		expect(listed(await page(`/alerts${query}`))).toEqual(expected());
	});

	it("are a file too", async () => {
		expect(await page("/alerts?format=csv")).toContain(`${fast},${bedside.patient.id},`);
	});

	it("say in the head of each page that one is open, and how bad it is", async () => {
		expect(await page()).toContain("1 open alert, critical");
		expect(await page()).toContain(`href="/patients/${bedside.patient.id}/alerts?is_open=true"`);
	});

	it("stand below the chart, and are shaded in it", async () => {
		const text = await page("?range=hour");
		expect(listed(text)).toEqual([fast, slow]);
		expect(text.match(/class="heart-mark( critical)?" x/g)).toEqual([
			'class="heart-mark critical" x',
			'class="heart-mark" x',
		]);
		expect(listed(await page("?range=hour&to=2020-01-01T00:00:00Z"))).toEqual([]);
	});

	it("each tell their rule as it was, and the readings that opened them", async () => {
		await bedside.editRule(1, { threshold: 125 });
		const text = await page(`/alerts/${fast}`);
		expect(text).toContain("Heart rate above 120 bpm, at the first reading");
		expect(text).toContain('class="heart-limit"');
		expect(text).toMatch(/<td[^>]*>130<\/td>/);
		expect(await page("/rules")).toContain("Heart rate above 125 bpm, at the first reading");
	});
});

describe("what one can do about an alert", () => {
	async function scene() {
		const { patient, people } = await newCircle();
		await anOpenAlert(patient);
		const path = `/patients/${patient}/alerts/${firstAlertOf(patient)}`;
		const as = (who: Person) => new Pages(people[who]);
		const alert = async () => (await get(`/api/alerts/${firstAlertOf(patient)}/`, people.admin.token)).body;
		return { patient, people, path, as, alert };
	}

	it("is to acknowledge it: its page says who has", async () => {
		const { path, as, alert, people } = await scene();
		const nurse = as("staff");
		expect((await nurse.get(path)).text).toContain(`action="${path}/acknowledge"`);
		const done = await nurse.post(`${path}/acknowledge`);
		expect([done.status, done.location]).toEqual([303, `${path}?done=acknowledged`]);
		expect(await alert()).toMatchObject({ status: "acknowledged", acknowledged_by: people.staff.id });
		const { text } = await nurse.get(path);
		expect(text).toContain(people.staff.username);
		expect(text).not.toContain(`${path}/acknowledge`);
	});

	it("is not to acknowledge it for the patient, who may snooze it", async () => {
		const { path, as, alert } = await scene();
		const { text } = await as("self").get(path);
		expect(text).not.toContain(`${path}/acknowledge`);
		expect(text).toContain(`action="${path}/snooze"`);
		expect((await as("self").post(`${path}/acknowledge`)).status).toBe(403);
		expect((await alert()).status).toBe("open");
	});

	it("is to snooze it for oneself, and to hear of it again", async () => {
		const { path, as, alert } = await scene();
		const doctor = as("mapped doctor");
		const done = await doctor.post(`${path}/snooze`, { minutes: "240" });
		expect([done.status, done.location]).toEqual([303, `${path}?done=snoozed`]);
		expect((await doctor.get(path)).text).toContain("You have snoozed this rule until");
		expect((await alert()).snoozed_until).toBeNull();
		expect((await doctor.post(`${path}/snooze/end`)).status).toBe(303);
		expect((await doctor.get(path)).text).not.toContain("You have snoozed this rule until");
	});

	it("is refused at its field where it makes no sense", async () => {
		const { path, as } = await scene();
		const refused = await as("staff").post(`${path}/snooze`, { minutes: "a while" });
		expect(refused.status).toBe(400);
		expect(refused.text).toMatch(/id="snooze-minutes-fault"/);
	});

	it("is nothing where the alert is another patient's than the address says, or one does not see them", async () => {
		const { path, patient, as, people, alert } = await scene();
		const doctor = await createUser("doctor");
		const { id: other } = await createPatient(people.admin);
		await mapDoctor(doctor, other);
		const alias = path.replace(`/patients/${patient}/`, `/patients/${other}/`);
		for (const action of ["acknowledge", "snooze", "snooze/end"]) {
			expect((await as("admin").post(`${alias}/${action}`, { minutes: "60" })).status).toBe(404);
			expect((await as("other doctor").post(`${path}/${action}`, { minutes: "60" })).status).toBe(404);
		}
		expect((await as("admin").get(alias)).status).toBe(404);
		expect((await alert()).status).toBe("open");
	});

	// A rejection that nobody hears fails the whole run.
	it("is nothing where neither the patient nor the alert is theirs to see, and nothing fails unheard", async () => {
		const { path, patient, as, people } = await scene();
		const { id: other } = await createPatient(people.admin);
		const alias = path.replace(`/patients/${patient}/`, `/patients/${other}/`);
		expect((await as("other doctor").get(alias)).status).toBe(404);
	});

	it("is nothing for a form of another site", async () => {
		const { path, as, alert } = await scene();
		const refused = await as("staff").post(`${path}/acknowledge`, {}, { Origin: "https://evil.example" });
		expect(refused.status).toBe(403);
		expect((await alert()).status).toBe("open");
	});
});
