import { describe, expect, it } from "vitest";
import { byDoctor, comment, withRecords } from "../../records/scene.ts";
import { get } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { newCircle } from "../../support/relations.ts";

const form = { record_type: "CHECKUP", title: "Yearly check", visit_date: "2026-01-31T14:00", diagnosis: "Well" };

const numberIn = (location: string | null) => Number(/\/(\d+)\?/.exec(location ?? "")?.[1]);

describe("the pages of the records", () => {
	it("show both doors' records, with who wrote them", async () => {
		const { circle, own, doctors } = await withRecords();
		const path = `/patients/${circle.patient}/records`;
		const { text } = await new Pages(circle.people["mapped doctor"]).get(path);
		for (const { id } of [own, doctors]) expect(text).toContain(`href="${path}/${id}"`);
		expect(text).toContain("the patient");
		expect((await new Pages(circle.people.admin).get(`${path}?format=csv`)).text).toContain("Annual Physical");
	});

	it.each(["self", "mapped doctor", "admin"] as const)("let %s write one, and edit and remove it", async (person) => {
		const { people, patient } = await newCircle({ timezone: "America/New_York" });
		const path = `/patients/${patient}/records`;
		const pages = new Pages(people[person]);
		expect((await pages.get(`${path}/new`)).text).toContain("Time in America/New_York");
		const written = await pages.post(path, form);
		expect(written.status).toBe(303);
		const id = numberIn(written.location);
		const read = async () => (await get(`/api/records/${id}/`, people.admin.token)).body;
		expect(await read()).toMatchObject({
			patient,
			title: "Yearly check",
			visit_date: "2026-01-31T19:00:00.000Z",
			author_role: { self: "patient", "mapped doctor": "doctor", admin: "admin" }[person],
		});
		expect((await pages.get(`${path}/${id}`)).text).toMatch(/<title>Yearly check · Records · /);
		await pages.post(`${path}/${id}`, { ...form, title: "Check", version: "1" });
		expect(await read()).toMatchObject({ title: "Check", visit_date: "2026-01-31T19:00:00.000Z", version: 2 });
		const removed = await pages.post(`${path}/${id}/remove`, { version: "2" });
		expect(removed.location).toContain("done=removed");
		expect((await pages.get(`${path}/${id}`)).status).toBe(404);
	});

	it("say at the field which time there is not", async () => {
		const { people, patient } = await newCircle({ timezone: "Europe/Berlin" });
		const pages = new Pages(people.self);
		// The clocks go from 2 to 3 in that night.
		const sent = { ...form, visit_date: "2026-03-29T02:30" };
		const { status, text } = await pages.post(`/patients/${patient}/records`, sent);
		expect(status).toBe(400);
		expect(text).toMatch(/id="record-visit_date"[^>]*aria-invalid="true"/);
		expect(text).toContain("is not a date and time in Europe/Berlin");
		expect(text).toContain('value="Yearly check"');
	});

	it("offer an edit to who may make it, and refuse it to others", async () => {
		const { circle, own } = await withRecords();
		const path = `/patients/${circle.patient}/records/${own.id}`;
		for (const person of ["mapped doctor", "owner", "staff"] as const) {
			const pages = new Pages(circle.people[person]);
			expect((await pages.get(path)).text).not.toContain(`${path}/edit`);
			expect((await pages.get(`${path}/edit`)).status).toBe(403);
			expect((await pages.post(path, form)).status).toBe(403);
			expect((await pages.post(`${path}/remove`)).status).toBe(403);
		}
		expect((await new Pages(circle.people.self).get(path)).text).toContain(`${path}/edit`);
	});

	it("keep private comments from the patient, and mark them for the clinic", async () => {
		const { circle, doctors } = await withRecords();
		const path = `/patients/${circle.patient}/records/${doctors.id}`;
		const doctor = new Pages(circle.people["mapped doctor"]);
		const sent = await doctor.post(`${path}/comments`, { comment: "Seems lonely", is_private: "on" });
		expect(sent.location).toBe(`${path}?done=commented`);
		const open = await comment(circle.people["mapped doctor"].token, doctors.id, false);
		const seen = (await doctor.get(path)).text;
		expect(seen).toContain("Seems lonely");
		expect(seen.match(/comment private/g)).toHaveLength(1);
		const self = (await new Pages(circle.people.self).get(path)).text;
		expect(self).toContain(open);
		expect(self).not.toContain("Seems lonely");
		expect(self).not.toContain(`${path}/comments`);
		expect((await new Pages(circle.people.self).post(`${path}/comments`, { comment: "Mine" })).status).toBe(403);
	});

	it("show a record on its own patient's page alone", async () => {
		const { circle, doctors } = await withRecords();
		const other = await newCircle();
		const admin = new Pages(circle.people.admin);
		expect((await admin.get(`/patients/${other.patient}/records/${doctors.id}`)).status).toBe(404);
		expect((await admin.post(`/patients/${other.patient}/records/${doctors.id}/remove`)).status).toBe(404);
		const stranger = new Pages(other.people["mapped doctor"]);
		expect((await stranger.get(`/patients/${circle.patient}/records/${doctors.id}`)).status).toBe(404);
	});

	it("let an admin put back what they removed", async () => {
		const circle = await newCircle();
		const { id } = await byDoctor(circle);
		const path = `/patients/${circle.patient}/records`;
		const admin = new Pages(circle.people.admin);
		const { location } = await admin.post(`${path}/${id}/remove`);
		expect((await admin.get(location ?? "")).text).toContain(`action="${path}/${id}/restore"`);
		expect((await admin.post(`${path}/${id}/restore`)).location).toBe(`${path}/${id}?done=restored`);
		const doctor = new Pages(circle.people["mapped doctor"]);
		expect((await doctor.get(`${path}?removed=${id}`)).text).not.toContain("/restore");
		expect((await doctor.post(`${path}/${id}/restore`)).status).toBe(403);
	});
});
