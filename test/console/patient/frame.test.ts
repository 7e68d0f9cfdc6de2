import { describe, expect, it } from "vitest";
import { anOpenAlert, firstAlertOf } from "../../support/alerts.ts";
import { post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createMonitored } from "../../support/factories.ts";
import { newCircle, type Relation } from "../../support/relations.ts";

const TABS = ["", "/alerts", "/rules", "/rules/new", "/rules/1"];

describe("the page of a patient", () => {
	it("says who it is, how they are, and by which clock", async () => {
		const fields = { first_name: "Greta", last_name: "Lind", gender: "F", age: 61, timezone: "Asia/Kathmandu" };
		const { admin, patient, device } = await createMonitored(fields);
		await post("/api/heart-rate/", { heart_rate: 71 }, device.token);
		const { status, text } = await new Pages(admin).get(`/patients/${patient.id}/rules`);
		expect(status).toBe(200);
		expect(text).toMatch(/<h1>Greta Lind<\/h1>/);
		for (const fact of ["61 years old", "Female", "Times are in Asia/Kathmandu.", "No open alert"])
			expect(text).toContain(fact);
	});

	it("leads to every part of it, and says which one this is", async () => {
		const { admin, patient } = await createMonitored();
		const { text } = await new Pages(admin).get(`/patients/${patient.id}/alerts`);
		for (const part of ["", "/rules", "/chart", "/records", "/appointments", "/files", "/team", "/devices", "/details"])
			expect(text).toContain(`<a href="/patients/${patient.id}${part}"`);
		expect(text).toContain(`<a href="/patients/${patient.id}/alerts" aria-current="page">Alerts</a>`);
	});

	it("writes names as texts, whatever they hold", async () => {
		const { admin, patient } = await createMonitored({ first_name: "<script>alert(1)</script>" });
		for (const tab of TABS) {
			const { text } = await new Pages(admin).get(`/patients/${patient.id}${tab}`);
			expect(text).toContain("&lt;script&gt;alert(1)");
			expect(text).not.toContain("<script>alert");
		}
	});

	it("is there for those who see the patient, also for the patient, and for nobody else", async () => {
		const { patient, people } = await newCircle();
		await anOpenAlert(patient);
		const paths = [...TABS, `/alerts/${firstAlertOf(patient)}`].map((tab) => `/patients/${patient}${tab}`);
		const answers = async (who: Exclude<Relation, "anonymous">) => {
			const pages = new Pages(people[who]);
			return new Set(await Promise.all(paths.map(async (path) => (await pages.get(path)).status)));
		};
		for (const who of ["admin", "staff", "mapped doctor", "owner", "self"] as const)
			expect([who, await answers(who)]).toEqual([who, new Set([200])]);
		for (const who of ["other doctor", "formerly mapped doctor", "other patient"] as const)
			expect([who, await answers(who)]).toEqual([who, new Set([404])]);
		const stranger = await new Pages().get(paths[0] ?? "");
		expect([stranger.status, stranger.location]).toEqual([303, `/?next=%2Fpatients%2F${patient}`]);
	});
});
