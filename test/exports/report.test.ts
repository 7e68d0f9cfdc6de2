import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import { answersFor, builtIn } from "../assessments/forms.ts";
import { byDoctor, comment } from "../records/scene.ts";
import { call, get, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createDevice } from "../support/factories.ts";
import { monitorOf } from "../support/monitor.ts";
import { getPdf, says } from "../support/pdf.ts";
import { actionsOn } from "../support/races.ts";
import { postAll, steadily } from "../support/readings.ts";
import { byRelation, type Circle, newCircle } from "../support/relations.ts";

const FIELDS = {
	...{ first_name: "Łukasz", last_name: "Żółć <script>alert(1)</script>", timezone: "Europe/Berlin" },
	...{ medical_history: "=1+1", emergency_contact: { name: "Жанна", phone_number: "+49 30 1234567" } },
};
const PLOTTED = "day=2026-01-31&month=2026-01";

let circle: Circle;
let path: string;
let said: { open: string; hidden: string };

/** A patient of whom there is something in each part of the report. */
beforeAll(async () => {
	circle = await newCircle(FIELDS);
	const { patient, people } = circle;
	const doctor = people["mapped doctor"];
	path = `/api/patients/${patient}/report/`;
	const device = await createDevice(people.admin, patient);
	// From 00:30 on by the patient's clock; the last ten minutes are an alert.
	await postAll(
		device.token,
		steadily("2026-01-30T23:30:00Z", 70, 60_000, (minute) => (minute < 60 ? 60 : 140)),
	);
	await runDurableObjectAlarm(monitorOf(env, patient));
	await post(`/api/patients/${patient}/allergies/`, [{ name: "Ωmega-3", description: "@SUM(A1)" }], people.admin.token);
	await post(`/api/patients/${patient}/medications/`, { name: "Metoprolol" }, people.admin.token);
	const { id } = await byDoctor(circle, { title: "Palpitations", diagnosis: "Hypertension" });
	said = { open: await comment(doctor.token, id, false), hidden: await comment(doctor.token, id, true) };
	const form = await builtIn("PHQ-9", doctor.token);
	const results = answersFor(form, 12);
	await post("/api/assessments/", { assessment_type: form.id, patient, results }, doctor.token);
	const start = `${new Date().getUTCFullYear() + 1}-06-01T09:00:00Z`;
	await post("/api/appointments/", { patient, doctor: doctor.doctorId, start, notes: "Fasting" }, people.admin.token);
});

const read = (query = "", token = circle.people.admin.token) => get(`${path}?${query}`, token);

type Fact = Record<"section" | "item" | "field" | "value", string>;
const readCsv = async (query = "", token = circle.people.admin.token): Promise<Fact[]> =>
	parse((await read(`format=csv&${query}`, token)).body, { columns: true });

describe("a patient's report", () => {
	it("has all parts", async () => {
		const { body } = await read(PLOTTED);
		expect(body).toMatchObject({
			generated_by: circle.people.admin.username,
			patient: { id: circle.patient, first_name: "Łukasz" },
			emergency_contact: { name: "Жанна" },
			allergies: [{ name: "Ωmega-3" }],
			medications: [{ name: "Metoprolol" }],
			statistics: { timezone: "Europe/Berlin", all_time: { count: 70, min: 60, max: 140 } },
			alerts: [{ kind: "above", started_at: "2026-01-31T00:30:00.000Z" }],
			records: [{ title: "Palpitations", doctor_comments: [{ comment: said.open }, { comment: said.hidden }] }],
			assessments: [{ assessment_type_name: "PHQ-9", points: 12 }],
			appointments: [{ notes: "Fasting" }],
		});
	});

	it("plots the patient's own day, and month", async () => {
		const { body } = await read(PLOTTED);
		expect(body.day).toMatchObject({ date: "2026-01-31", timezone: "Europe/Berlin" });
		expect(body.day.results).toHaveLength(5);
		expect(body.day.results[0]).toEqual({ at: "2026-01-30T23:30:00.000Z", min: 60, avg: 60, max: 60, count: 15 });
		expect(body.month).toMatchObject({ month: "2026-01", results: [{ start: "2026-01-31", count: 70, max: 140 }] });
		const before = await read("day=2026-01-30&month=2025-12");
		expect([before.body.day.results, before.body.month.results]).toEqual([[], []]);
	});

	it("plots today and this month where nobody says, by the patient's clock", async () => {
		const { body } = await read();
		const today = new Date(body.generated_at).toLocaleDateString("sv", { timeZone: "Europe/Berlin" });
		expect([body.day.date, body.month.month]).toEqual([today, today.slice(0, 7)]);
	});

	it("can be narrowed to a time", async () => {
		const { body } = await read("from=2025-06-01&to=2026-02-01");
		expect([body.records, body.assessments, body.appointments]).toEqual([[], [], []]);
		expect(body.alerts).toHaveLength(1);
	});

	it.each([
		["day=2026-02-30", "day"],
		["month=2026-13", "month"],
		["month=1776-07", "month"],
		["from=yesterday", "from"],
		["format=xml", "format"],
	])("says what is wrong with %s", async (query, field) => {
		const { status, body } = await read(query);
		expect({ status, fields: Object.keys(body.errors) }).toEqual({ status: 400, fields: [field] });
	});

	it("is too much where a patient has more entries than it holds, and says how to narrow it", async () => {
		const { patient, people } = await newCircle();
		await DB.prepare(
			`with recursive n(i) as (select 1 union all select i + 1 from n where i < 2001) insert into allergies
			(patient_id, name, name_key, created_by, created_at, updated_at) select ?1, i, i, ?2, 0, 0 from n`,
		)
			.bind(patient, people.admin.id)
			.run();
		const { status, body } = await get(`/api/patients/${patient}/report/`, people.admin.token);
		expect({ status, reason: body.errors.from[0] }).toEqual({ status: 400, reason: expect.stringContaining("2,000") });
	});
});

describe("rights", () => {
	it.each(byRelation(200, 200, 200, 404, 404, 200, 200, 404, 401))("%s: %i", async (relation, status) => {
		expect((await call("GET", path, { token: circle.tokenOf(relation) })).status).toBe(status);
	});

	it.each(["json", "csv"])("private comments are not for the patient, as %s", async (format) => {
		const texts = async (token: string) => JSON.stringify((await read(`format=${format}`, token)).body);
		const [own, doctors] = [await texts(circle.people.self.token), await texts(circle.people["mapped doctor"].token)];
		expect([own.includes(said.open), own.includes(said.hidden)]).toEqual([true, false]);
		expect([doctors.includes(said.open), doctors.includes(said.hidden)]).toEqual([true, true]);
	});

	it("nor as PDF", async () => {
		const own = await getPdf(path, circle.people.self.token);
		const doctors = await getPdf(path, circle.people["mapped doctor"].token);
		expect([says(own, said.open), says(own, said.hidden)]).toEqual([true, false]);
		expect([says(doctors, said.open), says(doctors, said.hidden)]).toEqual([true, true]);
	});

	it("is in the audit trail, and a refusal is not", async () => {
		const count = async () =>
			(await actionsOn("patient", circle.patient)).filter((action) => action === "patient.export").length;
		const before = await count();
		await read("format=csv");
		await get(path, circle.people["other doctor"].token);
		await read("day=never");
		expect(await count()).toBe(before + 1);
	});
});

describe("a report as CSV", () => {
	it("is one value a line, and has every value of the JSON", async () => {
		const facts = await readCsv(PLOTTED);
		const value = (section: string, item: string, field: string) =>
			facts.find((fact) => fact.section === section && fact.item === item && fact.field === field)?.value;
		const id = String(circle.patient);
		expect(value("report", "", "day")).toBe("2026-01-31");
		expect(value("patient", id, "last_name")).toBe("Żółć <script>alert(1)</script>");
		expect(value("patient", id, "emergency_contact.name")).toBe("Жанна");
		expect(value("statistics", "all_time", "zones.high.count")).toBe("10");
		expect(value("statistics", "today", "count")).toBe("0");
		expect(value("day", "2026-01-30T23:30:00.000Z", "avg")).toBe("60");
		expect(value("month", "2026-01-31", "max")).toBe("140");
		const sections = new Set(facts.map(({ section }) => section));
		expect([...sections]).toEqual([
			...["report", "patient", "emergency_contact", "allergies", "medications", "statistics", "day", "month"],
			...["alerts", "records", "doctor_comments", "assessments", "appointments"],
		]);
	});

	it("has no formula", async () => {
		const { body } = await call("GET", path, {
			token: circle.people.admin.token,
			headers: { Accept: "text/csv" },
		});
		expect(body).toContain(`"medical_history","'=1+1"`);
		expect(body).toContain(`"description","'@SUM(A1)"`);
		for (const cells of parse(body)) for (const cell of cells) expect(cell).not.toMatch(/^[=+@]/);
	});
});

describe("a report as PDF", () => {
	it("has all parts, as they were written", async () => {
		const pdf = await getPdf(`${path}?${PLOTTED}`, circle.people.admin.token);
		for (const text of [
			...["Łukasz Żółć <script>alert(1)</script>", "Жанна", "=1+1", "Ωmega-3", "@SUM(A1)", "Metoprolol"],
			...["Day 2026-01-31", "Month 2026-01", "quarters of an hour, Europe/Berlin", "minimum to maximum"],
			...["Heart rate above 120 bpm", "Palpitations", "Hypertension", said.open, "PHQ-9", "12 points", "Fasting"],
			"All times are by the patient's clock (Europe/Berlin)",
			`Page ${pdf.pages.length} of ${pdf.pages.length}`,
		])
			expect(says(pdf, text), text).toBe(true);
		expect(pdf.chapters).toEqual([
			...["Demographics", "Chart", "Heart rate", "Alert episodes", "Records", "Assessments", "Appointments"],
		]);
		expect(pdf.title).toBe("Patient report: Łukasz Żółć <script>alert(1)</script>");
	});

	it("of a patient of whom nothing is known says so", async () => {
		const { patient, people } = await newCircle();
		const pdf = await getPdf(`/api/patients/${patient}/report/`, people.admin.token);
		expect(pdf.letters.match(/Noreadings/g)).toHaveLength(2);
		expect(pdf.letters.match(/None\./g)?.length).toBeGreaterThanOrEqual(4);
	});

	it("keeps every line of a long record, over as many pages as it takes", async () => {
		const long = await newCircle();
		const lines = Array.from({ length: 300 }, (_, index) => `line ${index + 1} end`);
		await byDoctor(long, { treatment: lines.join("\n") });
		const pdf = await getPdf(`/api/patients/${long.patient}/report/`, long.people.admin.token);
		const found = [...pdf.pages.join("\n").matchAll(/line (\d+) end/g)].map(([text]) => text);
		expect(found).toEqual(lines);
		expect(pdf.pages.length).toBeGreaterThan(5);
	});
});
