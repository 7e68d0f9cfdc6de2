import { beforeAll, describe, expect, it } from "vitest";
import { booked, inMinutes, monday, newPractice, shift } from "../../appointments/diary.ts";
import { get, patch } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { DB } from "../../support/database.ts";
import { createPatient, createUser } from "../../support/factories.ts";

const MONDAYS = [{ weekday: "monday", from: "09:00", to: "17:00" }];

async function practice() {
	const all = await newPractice(MONDAYS);
	const form = (start: string) => ({
		...{ patient: String(all.patient.patientId), doctor: String(all.doctor.doctorId) },
		...{ start, duration_minutes: "30", notes: "Bring the list" },
	});
	const read = async (id: number) => (await get(`/api/appointments/${id}/`, all.admin.token)).body;
	return { ...all, form, read };
}

// The nameless doctors of all tests before would fill the menu, which no clinic does: they go behind the ones of here.
beforeAll(() => DB.prepare("update doctors set last_name = 'Elsewhere' where last_name = ''").run());

describe("booking an appointment", () => {
	it.each(["admin", "doctor", "patient"] as const)("is for %s, who goes on to it", async (person) => {
		const all = await practice();
		const pages = new Pages(all[person]);
		const page = (await pages.get(`/appointments/new?patient=${all.patient.patientId}`)).text;
		expect(page).toContain("An appointment for Pat Doe");
		expect(page).toContain("Mon 09:00–17:00");
		const { location } = await pages.post("/appointments", all.form("2030-01-07T10:00"));
		const id = Number(/^\/appointments\/(\d+)\?done=booked$/.exec(location ?? "")?.[1]);
		expect(await all.read(id)).toMatchObject({ start: monday("10:00"), duration_minutes: 30, notes: "Bring the list" });
		expect((await pages.get(location ?? "")).text).toContain("Mon, 7 Jan 2030, 10:00");
	});

	it("is at the times of a patient's own clock, where they book it", async () => {
		const all = await practice();
		await patch(`/api/patients/${all.patient.patientId}/`, { timezone: "America/New_York" }, all.admin.token);
		const pages = new Pages(all.patient);
		const { location } = await pages.post("/appointments", all.form("2030-01-07T10:00"));
		const { text } = await pages.get(location ?? "");
		expect(text).toContain("Times are in America/New York");
		expect(text).toMatch(/Clinic time[\s\S]*Mon, 7 Jan 2030, 15:00/);
	});

	it("begins with whom it is for, but for a patient", async () => {
		const all = await practice();
		const { text } = await new Pages(all.doctor).get("/appointments/new");
		expect(text).toContain(`/appointments/new?patient=${all.patient.patientId}`);
		expect((await new Pages(all.patient).get("/appointments/new")).text).toContain("An appointment for Pat Doe");
	});

	it("shows nobody to choose to a patient who has no profile", async () => {
		const { status, text } = await new Pages(await createUser("patient")).get("/appointments/new");
		expect(status).toBe(200);
		expect(text).not.toContain("/appointments/new?patient=");
	});

	it("says at the field why it is refused, with what was sent", async () => {
		const all = await practice();
		const pages = new Pages(all.patient);
		const late = await pages.post("/appointments", all.form("2030-01-07T20:00"));
		expect(late.status).toBe(400);
		expect(late.text).toMatch(/id="booking-start"[^>]*aria-invalid="true"/);
		expect(late.text).toContain("is outside the doctor&#39;s hours");
		expect(late.text).toContain("Bring the list");
		await booked(all, monday("10:00"));
		const taken = await pages.post("/appointments", all.form("2030-01-07T10:15"));
		expect(taken.status).toBe(409);
		expect(taken.text).toContain("The doctor has another appointment at that time");
	});

	it("is not for a patient whom the visitor does not see", async () => {
		const all = await practice();
		for (const stranger of [await createUser("doctor"), await createUser("user")]) {
			const pages = new Pages(stranger);
			expect((await pages.get(`/appointments/new?patient=${all.patient.patientId}`)).status).toBe(404);
			expect((await pages.post("/appointments", all.form("2030-01-07T10:00"))).status).toBe(404);
		}
	});
});

describe("the schedule", () => {
	it("shows from today on, in the order of time, and the days that are asked for", async () => {
		const all = await practice();
		const [second, first] = [await booked(all, monday("11:00")), await booked(all, monday("10:00"))];
		const past = await booked(all, monday("12:00"));
		await shift(past.id, inMinutes(-3 * 24 * 60));
		const pages = new Pages(all.doctor);
		const shown = async (path: string) =>
			[...(await pages.get(path)).text.matchAll(/href="\/appointments\/(\d+)"/g)].map(([, id]) => Number(id));
		expect(await shown("/appointments")).toEqual([first.id, second.id]);
		expect(await shown("/appointments?start_date=")).toEqual([past.id, first.id, second.id]);
		expect(await shown("/appointments?start_date=&end_date=2029-12-31")).toEqual([past.id]);
		expect(await shown("/appointments?status=cancelled")).toEqual([]);
		expect(await shown(`/patients/${all.patient.patientId}/appointments`)).toEqual([first.id, second.id]);
		const other = await createPatient(all.admin);
		const admin = new Pages(all.admin);
		expect((await admin.get(`/patients/${other.id}/appointments`)).text).toContain("No appointment is ahead");
		expect((await admin.get(`/appointments?doctor=${all.doctor.doctorId}`)).text).toContain(
			`/appointments/${first.id}`,
		);
		expect((await pages.get("/appointments?format=csv")).text).toContain("Pat Doe");
		expect((await pages.get("/appointments?format=pdf")).text).toMatch(/^%PDF/);
	});

	it.each(["", "%20"])("shows all days where the first one was left blank: %j", async (blank) => {
		const all = await practice();
		await booked(all, monday("10:00"));
		const pages = new Pages(all.patient);
		for (const path of ["/appointments", `/patients/${all.patient.patientId}/appointments`]) {
			expect((await pages.get(`${path}?start_date=${blank}`)).text).toContain("Mon, 7 Jan 2030, 10:00");
			expect((await pages.get(`${path}?format=csv&start_date=${blank}`)).status).toBe(200);
		}
	});

	it("shows nobody the appointments of whom they do not see", async () => {
		const all = await practice();
		const { id } = await booked(all, monday("10:00"));
		const stranger = new Pages(await createUser("doctor"));
		expect((await stranger.get("/appointments")).text).not.toContain(`/appointments/${id}`);
		expect((await stranger.get(`/appointments/${id}`)).status).toBe(404);
		expect((await stranger.post(`/appointments/${id}/status`, { status: "cancelled" })).status).toBe(404);
		expect((await stranger.get(`/patients/${all.patient.patientId}/appointments`)).status).toBe(404);
	});
});

describe("one appointment", () => {
	it("is moved and edited", async () => {
		const all = await practice();
		const { id, version } = await booked(all, monday("10:00"));
		const form = { start: "2030-01-07T11:00", duration_minutes: "45", notes: "", version: String(version) };
		expect((await new Pages(all.patient).post(`/appointments/${id}`, form)).location).toContain("done=saved");
		expect(await all.read(id)).toMatchObject({ start: monday("11:00"), duration_minutes: 45, notes: null });
		const late = await new Pages(all.doctor).post(`/appointments/${id}`, { ...form, notes: "Mine" });
		expect(late.status).toBe(412);
		expect(late.text).toContain("Mine");
	});

	it("is cancelled, and then final but for an admin", async () => {
		const all = await practice();
		const { id } = await booked(all, monday("10:00"));
		const patient = new Pages(all.patient);
		const { location } = await patient.post(`/appointments/${id}/status`, { status: "cancelled" });
		expect(location).toBe(`/appointments/${id}?done=cancelled`);
		const { text } = await patient.get(`/appointments/${id}`);
		expect(text).toContain("Cancelled");
		expect(text).not.toContain('value="scheduled"');
		expect((await patient.post(`/appointments/${id}/status`, { status: "scheduled" })).status).toBe(409);
		const admin = new Pages(all.admin);
		expect((await admin.get(`/appointments/${id}`)).text).toContain('value="scheduled"');
		await admin.post(`/appointments/${id}/status`, { status: "scheduled" });
		expect(await all.read(id)).toMatchObject({ status: "scheduled" });
	});

	it("that has begun is the practice's to say of how it ended", async () => {
		const all = await practice();
		const { id } = await booked(all, monday("10:00"));
		await shift(id, inMinutes(-60));
		const patient = (await new Pages(all.patient).get(`/appointments/${id}`)).text;
		for (const step of ["cancelled", "completed", "no_show"]) expect(patient).not.toContain(`value="${step}"`);
		expect(patient).not.toContain(`/appointments/${id}/remove`);
		expect((await new Pages(all.patient).post(`/appointments/${id}/status`, { status: "completed" })).status).toBe(403);
		const doctor = new Pages(all.doctor);
		expect((await doctor.get(`/appointments/${id}`)).text).toContain('value="no_show"');
		await doctor.post(`/appointments/${id}/status`, { status: "no_show" });
		expect(await all.read(id)).toMatchObject({ status: "no_show" });
		expect((await doctor.post(`/appointments/${id}/remove`)).status).toBe(403);
	});

	it("is removed, and put back by an admin", async () => {
		const all = await practice();
		const { id } = await booked(all, monday("10:00"));
		const admin = new Pages(all.admin);
		const { location } = await admin.post(`/appointments/${id}/remove`);
		expect((await admin.get(location ?? "")).text).toContain(`/appointments/${id}/restore`);
		expect((await new Pages(all.doctor).post(`/appointments/${id}/restore`)).status).toBe(403);
		expect((await admin.post(`/appointments/${id}/restore`)).location).toBe(`/appointments/${id}?done=restored`);
	});
});
