import { describe, expect, it } from "vitest";
import { get, post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createUser, unique } from "../../support/factories.ts";
import { newCircle } from "../../support/relations.ts";

describe("the page of the patients", () => {
	it("lists whom the visitor sees, by what they search for", async () => {
		const name = unique();
		const { people, patient } = await newCircle({ first_name: name });
		for (const person of ["admin", "staff", "mapped doctor", "owner"] as const) {
			const { text } = await new Pages(people[person]).get(`/patients?search=${name}`);
			expect(text).toContain(`href="/patients/${patient}"`);
		}
		for (const person of ["formerly mapped doctor", "other doctor", "other user"] as const) {
			const { text } = await new Pages(people[person]).get(`/patients?search=${name}`);
			expect(text).toContain("Nothing matches");
		}
		const csv = await new Pages(people.admin).get(`/patients?search=${name}&format=csv`);
		expect(csv.headers.get("Content-Disposition")).toContain("patients.csv");
		expect(csv.text).toContain(name);
		expect((await new Pages(people.admin).get(`/patients?search=${name}&format=pdf`)).text).toMatch(/^%PDF/);
	});

	it("narrows by gender and by doctor", async () => {
		const { people, patient } = await newCircle({ gender: "F" });
		const admin = new Pages(people.admin);
		const found = async (query: string) =>
			(await admin.get(`/patients?page_size=100&${query}`)).text.includes(`href="/patients/${patient}"`);
		expect(await found(`gender=female&doctor_id=${people["mapped doctor"].doctorId}`)).toBe(true);
		expect(await found("gender=male&doctor_id=")).toBe(false);
		expect(await found(`doctor_id=${people["other doctor"].doctorId}`)).toBe(false);
		expect((await admin.get("/patients?gender=none")).text).toContain("must be M, F, O");
	});

	it("writes names as names, whatever they hold", async () => {
		const { people, patient } = await newCircle({ first_name: "<script>alert(1)</script>", last_name: '"&' });
		for (const path of ["/patients", `/patients/${patient}/details`, `/appointments/new?patient=${patient}`]) {
			const { text } = await new Pages(people["mapped doctor"]).get(path);
			expect(text).toContain("&lt;script&gt;alert(1)");
			expect(text).not.toContain("<script>alert");
		}
	});
});

describe("a new patient", () => {
	it("is the visitor's own record", async () => {
		const doctor = await createUser("doctor");
		const pages = new Pages(doctor);
		expect((await pages.get("/patients")).text).toContain("/patients/new");
		expect((await pages.get("/patients/new")).text).not.toContain("create_account");
		const form = { first_name: "Nia", last_name: "", age: "44", gender: "female", email: "", timezone: "Europe/Paris" };
		const { status, location } = await pages.post("/patients", form);
		expect(status).toBe(303);
		const id = /^\/patients\/(\d+)\/details\?done=added$/.exec(location ?? "")?.[1];
		const { body } = await get(`/api/patients/${id}/`, doctor.token);
		expect(body).toMatchObject({ first_name: "Nia", age: 44, owner: doctor.id, timezone: "Europe/Paris", user: null });
	});

	it("gets a login from an admin, and from nobody else", async () => {
		const form = { first_name: "Nia", create_account: "on", username: `nia-${unique()}`, password: "" };
		const admin = await createUser("admin");
		const { location } = await new Pages(admin).post("/patients", form);
		const id = /\/(\d+)\//.exec(location ?? "")?.[1];
		expect((await get(`/api/patients/${id}/`, admin.token)).body.user).toEqual(expect.any(Number));
		const taken = await new Pages(admin).post("/patients", form);
		expect(taken.status).toBe(409);
		expect(taken.text).toMatch(/id="person-username"[^>]*aria-invalid="true"/);
		const other = { ...form, username: `nia-${unique()}` };
		expect((await new Pages(await createUser("doctor")).post("/patients", other)).status).toBe(403);
	});

	it("is refused at its fields, with what was sent", async () => {
		const pages = new Pages(await createUser("user"));
		const { status, text } = await pages.post("/patients", {
			first_name: "",
			last_name: "Kept",
			date_of_birth: "soon",
		});
		expect(status).toBe(400);
		expect(text).toMatch(/id="person-date_of_birth"[^>]*aria-invalid="true"/);
		expect(text).toContain('value="Kept"');
	});

	it("is not for staff to add", async () => {
		const pages = new Pages(await createUser("staff"));
		expect((await pages.get("/patients")).text).not.toContain("/patients/new");
		expect((await pages.get("/patients/new")).status).toBe(403);
		expect((await pages.post("/patients", { first_name: "Eve" })).status).toBe(403);
	});

	it("is not added by a form of another site", async () => {
		const doctor = await createUser("doctor");
		const name = unique();
		const sent = await new Pages(doctor).post("/patients", { first_name: name }, { Origin: "https://evil.example" });
		expect(sent.status).toBe(403);
		expect((await get(`/api/patients/?search=${name}`, doctor.token)).body.count).toBe(0);
		expect((await post("/api/patients/", { first_name: name }, doctor.token)).status).toBe(201);
	});
});
