import { describe, expect, it } from "vitest";
import { call, get } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createPatient, createUser, type TestUser, unique } from "../support/factories.ts";
import { getPdf, says } from "../support/pdf.ts";

const upTo = "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)";

/** Patients of one owner, made all at once: P1, P2 … */
async function newPatients(owner: TestUser, many: number, lastName = "'L' || i"): Promise<void> {
	const insert = DB.prepare(`insert into patients (first_name, last_name, owner_id, created_at, updated_at)
		${upTo} select 'P' || i, ${lastName}, ?2, 0, 0 from n`);
	await insert.bind(many, owner.id).run();
}

async function owned(owner: TestUser, fields: Record<string, string>): Promise<void> {
	const { status, body } = await call("POST", "/api/patients/", { token: owner.token, body: fields });
	expect(status, JSON.stringify(body)).toBe(201);
}

describe("the patients as a PDF", () => {
	it("has every row, in the order of last names, and repeats the head on each page", async () => {
		const owner = await createUser("user");
		await newPatients(owner, 150, "printf('L%04d', 151 - i)");
		const pdf = await getPdf("/api/patients/?format=pdf", owner.token, "*/*");
		expect(pdf.pages.length).toBeGreaterThan(3);
		for (const [index, text] of pdf.pages.entries()) {
			expect(text).toContain("Last name");
			expect(text).toContain(`Page ${index + 1} of ${pdf.pages.length}`);
		}
		const rows = [...pdf.pages.join("\n").matchAll(/L(\d{4})\s+P(\d+)/g)];
		expect(rows.map(([, last, first]) => [Number(last), Number(first)])).toEqual(
			Array.from({ length: 150 }, (_, index) => [index + 1, 150 - index]),
		);
	});

	it("says its filters and its order, who made it, and by which clock", async () => {
		const owner = await createUser("user");
		await owned(owner, { first_name: "Ada", gender: "female" });
		await owned(owner, { first_name: "Bob", gender: "male" });
		const pdf = await getPdf("/api/patients/?gender=female&ordering=-first_name", owner.token);
		expect(says(pdf, "1 patient. Filters: gender = female. Order: first name, descending.")).toBe(true);
		expect(says(pdf, `by ${owner.username}`)).toBe(true);
		expect(says(pdf, "Times are by the clinic's clock (UTC)")).toBe(true);
		expect(says(pdf, "Bob")).toBe(false);
		expect(pdf).toMatchObject({ title: "Patients", author: owner.username });
	});

	it.each([
		"Łukasz Żółć",
		"Ωmega Παπαδόπουλος ἀρχή",
		"Жанна Їжак Ђорђе Ӓӱ",
		"Ŵŷn Ẁẅ Ḃṫ ǥʒ Şţ ơ",
		"Nguyễn Thị Ánh",
		"<script>alert(1)</script>",
		"=1+1",
		"e\u0301 is é",
		"王小明 😀",
		"-- \\ ( ) \u202e %",
		"averyveryveryveryveryveryveryveryverylongname-with-no-spaces",
	])("says %s as it was written", async (name) => {
		const owner = await createUser("user");
		await owned(owner, { first_name: "X", last_name: name });
		const pdf = await getPdf("/api/patients/", owner.token);
		expect(says(pdf, name.normalize("NFC").replace("\u202e", ""))).toBe(true);
	});

	it("says where a box stands for a letter, and only there", async () => {
		const [one, other] = [await createUser("user"), await createUser("user")];
		await owned(one, { first_name: "王" });
		await owned(other, { first_name: "Łukasz" });
		const note = "An empty box stands for a letter";
		expect(says(await getPdf("/api/patients/", one.token), note)).toBe(true);
		expect(says(await getPdf("/api/patients/", other.token), note)).toBe(false);
	});

	it("of nobody says so", async () => {
		const { token } = await createUser("user");
		const pdf = await getPdf("/api/patients/", token);
		expect(says(pdf, "0 patients. Filters: none. Order: last name.")).toBe(true);
		expect(says(pdf, "None.")).toBe(true);
	});

	it("holds 2,000 rows, and of more says how to have them", async () => {
		const owner = await createUser("user");
		await newPatients(owner, 2_000);
		const pdf = await getPdf("/api/patients/", owner.token);
		expect(pdf.pages.join("\n").match(/\bP\d+\b/g)).toHaveLength(2_000);
		await newPatients(owner, 1);
		const { status, body } = await get("/api/patients/?format=pdf", owner.token);
		expect({ status, code: body.code }).toEqual({ status: 400, code: "invalid" });
		expect(body.errors.format[0]).toMatch(/2,000 rows.*`doctor_id`, `gender` or `search`.*csv/);
		expect((await getPdf("/api/patients/?search=L17", owner.token)).pages.length).toBeGreaterThan(0);
	});

	it("shows nobody but those whom the actor sees", async () => {
		const [owner, other] = [await createUser("user"), await createUser("user")];
		const [mine, theirs] = [unique(), unique()];
		await owned(owner, { first_name: mine });
		await owned(other, { first_name: theirs });
		const pdf = await getPdf("/api/patients/", owner.token);
		expect([says(pdf, mine), says(pdf, theirs)]).toEqual([true, false]);
	});
});

describe("the appointments as a PDF", () => {
	it("has times, names and notes, however long they are", async () => {
		const admin = await createUser("admin");
		const doctor = await createUser("doctor");
		const patient = await createPatient(admin, { first_name: "Jürgen", last_name: "Çelik" });
		const notes = Array.from({ length: 900 }, (_, index) => `word${index}`).join(" ");
		const start = `${new Date().getUTCFullYear() + 1}-06-01T09:00:00Z`;
		const body = { patient: patient.id, doctor: doctor.doctorId, start, notes };
		expect(await call("POST", "/api/appointments/", { token: admin.token, body })).toMatchObject({ status: 201 });
		const pdf = await getPdf(`/api/appointments/?patient=${patient.id}`, admin.token);
		for (const text of [start.slice(0, 16).replace("T", " "), `Jürgen Çelik (${patient.id})`, "Dora", "scheduled"])
			expect(says(pdf, text), text).toBe(true);
		const found = pdf.pages.join(" ").match(/word\d+/g);
		expect(found).toEqual(notes.split(" "));
		expect(pdf.pages.length).toBeGreaterThan(1);
	});
});

describe("the audit trail as a PDF", () => {
	it("has the newest first, and its filters", async () => {
		const admin = await createUser("admin");
		const { id } = await createPatient(admin);
		await call("PATCH", `/api/patients/${id}/`, { token: admin.token, body: { notes: "calm" } });
		const pdf = await getPdf(`/api/audit/?patient=${id}`, admin.token);
		expect(says(pdf, `Filters: patient = ${id}. Order: at, descending.`)).toBe(true);
		const text = pdf.letters;
		expect(text.indexOf("patient.edit")).toBeGreaterThan(0);
		expect(text.indexOf("patient.edit")).toBeLessThan(text.indexOf("patient.create"));
		expect(says(pdf, `${admin.username} (${admin.id})`)).toBe(true);
	});

	it("is for admins", async () => {
		const { token } = await createUser("staff");
		expect(await get("/api/audit/?format=pdf", token)).toMatchObject({ status: 403 });
	});
});

describe("formats", () => {
	it.each([
		["/api/patients/", "must be json or csv or pdf"],
		["/api/records/", "must be json or csv"],
		["/api/heart-rate/", "must be json or csv"],
	])("%s says which there are", async (path, reason) => {
		const { token } = await createUser("user");
		const { status, body } = await get(`${path}?format=xml`, token);
		expect({ status, errors: body.errors }).toEqual({ status: 400, errors: { format: [reason] } });
	});

	it("a list without a PDF says so where one is asked for", async () => {
		const { token } = await createUser("user");
		const { body } = await get("/api/records/?format=pdf", token);
		expect(body.errors).toEqual({ format: ["must be json or csv"] });
	});

	it("what is asked for by name counts before what the client accepts", async () => {
		const { token } = await createUser("user");
		const headers = { Accept: "application/pdf" };
		const { body } = await call("GET", "/api/patients/?format=json", { token, headers });
		expect(body).toMatchObject({ count: 0, results: [] });
	});

	it("a PDF is a file to keep", async () => {
		const { token } = await createUser("user");
		const { headers } = await get("/api/patients/?format=pdf", token);
		expect(headers.get("Content-Disposition")).toBe('attachment; filename="patients.pdf"');
		expect(headers.get("Cache-Control")).toBe("no-store");
	});
});
