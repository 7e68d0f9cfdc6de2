import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { appointments } from "../../../src/appointments/table.ts";
import { database } from "../../../src/db/client.ts";
import { del, get, post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { DB } from "../../support/database.ts";
import {
	createDevice,
	createMonitored,
	createPatient,
	createUser,
	mapDoctor,
	sessionOf,
	type TestUser,
} from "../../support/factories.ts";
import { steadily } from "../../support/readings.ts";

const HOUR_MS = 60 * 60_000;

async function patientWith(fields: Record<string, unknown> = {}) {
	const admin = await createUser("admin");
	const { id, username } = await createPatient(admin, fields);
	const self = await sessionOf(username);
	return { admin, id, self, pages: new Pages(self) };
}

/** A doctor who has asked to treat the patient, and waits. */
async function asking(admin: TestUser, patient: number) {
	const doctor = await createUser("doctor");
	const body = { patient, doctor: doctor.doctorId };
	const { status, body: mapping } = await post("/api/mappings/", body, doctor.token);
	if (status !== 201) throw new Error(`${status} ${JSON.stringify(mapping)} ${admin.id}`);
	return { doctor, mapping: mapping.id as number };
}

describe("my page", () => {
	it("is a patient's alone: others are sent to sign in, or refused", async () => {
		const stranger = await new Pages().get("/me");
		expect([stranger.status, stranger.location]).toEqual([303, "/?next=%2Fme"]);
		for (const role of ["admin", "staff", "doctor", "user"] as const)
			expect((await new Pages(await createUser(role)).get("/me")).status).toBe(403);
	});

	it("says what to do where there is nothing yet", async () => {
		const { pages } = await patientWith();
		const { status, text } = await pages.get("/me");
		expect(status).toBe(200);
		for (const words of ["Hello, Pat", "no readings yet", "No open alerts", "no appointments ahead", "no device yet"])
			expect(text).toContain(words);
		expect(text).not.toContain("<svg");
	});

	it("draws the last 24 hours, and says them in words too", async () => {
		const { patient, device } = await createMonitored({ timezone: "Europe/Berlin" });
		const readings = steadily(Date.now() - 5 * HOUR_MS, 9, 30 * 60_000, (index) => 60 + index * 5);
		await post("/api/heart-rate/", { readings }, device.token);
		await expect
			.poll(
				async () =>
					(await get(`/api/patients/${patient.id}/`, (await sessionOf(patient.username)).token)).body.last_reading,
			)
			.not.toBeNull();
		const { text } = await new Pages(await sessionOf(patient.username)).get("/me");
		expect(text).toContain(
			'role="img" aria-label="In the last 24 hours your heart rate was 60 at the lowest, 80 on average and 100',
		);
		expect(text).toContain('class="heart-mean"');
		expect(text).toContain("<strong>100</strong>");
		expect(text).toContain("Times are in Europe/Berlin.");
		expect(text).not.toMatch(/ style=/);
		expect(text).toContain(`href="/patients/${patient.id}/devices"`);
		expect(text).toContain(device.deviceId);
	});

	it("shows what is the patient's, and nothing of others", async () => {
		const { admin, id, pages, self } = await patientWith();
		const other = await patientWith();
		const written = { record_type: "CHECKUP", visit_date: "2026-01-31T10:00:00Z" };
		await post("/api/health-records/", { ...written, title: "Mine <b>" }, self.token);
		await post("/api/health-records/", { ...written, title: "Theirs" }, other.self.token);
		const own = await createDevice(admin, id);
		const theirs = await createDevice(other.admin, other.id);
		const { text } = await pages.get("/me");
		expect(text).toContain("Mine &lt;b&gt;");
		expect(text).toContain(own.deviceId);
		expect(text).not.toContain("Theirs");
		expect(text).not.toContain(theirs.deviceId);
	});

	it("tells of the next appointments and not of those that are over or cancelled", async () => {
		const { admin, id, pages } = await patientWith();
		const doctor = await createUser("doctor");
		await mapDoctor(doctor, id);
		const now = Date.now();
		const rows = (
			[
				[-3, "scheduled", "was today"],
				[30, "scheduled", "comes next"],
				[31, "cancelled", "was cancelled"],
			] as const
		).map(([hours, status, notes]) => {
			const [startsAt, endsAt] = [now + hours * HOUR_MS, now + (hours + 1) * HOUR_MS].map((at) => new Date(at));
			// The cast: two in, two out.
			return {
				patientId: id,
				doctorId: doctor.doctorId as number,
				startsAt: startsAt as Date,
				endsAt: endsAt as Date,
				status,
				notes,
			};
		});
		await database(env).insert(appointments).values(rows);
		expect(await get(`/api/appointments/?patient=${id}`, admin.token)).toMatchObject({ body: { count: 3 } });
		const { text } = await pages.get("/me");
		expect(text).toContain("comes next");
		expect(text).not.toContain("was today");
		expect(text).not.toContain("was cancelled");
	});
});

describe("a doctor who asks to treat me", () => {
	it("sees me once I accept", async () => {
		const { admin, id, pages } = await patientWith();
		const { doctor, mapping } = await asking(admin, id);
		expect((await pages.get("/me")).text).toContain('aria-label="Accept: Dora may treat you"');
		expect(await get(`/api/patients/${id}/`, doctor.token)).toMatchObject({ status: 404 });
		expect((await pages.post(`/me/doctors/${mapping}/accept`)).location).toBe("/me?done=saved");
		expect(await get(`/api/patients/${id}/`, doctor.token)).toMatchObject({ status: 200 });
		expect((await pages.get("/me")).text).toContain("in charge");
	});

	it("does not where I decline", async () => {
		const { admin, id, pages } = await patientWith();
		const { doctor, mapping } = await asking(admin, id);
		expect((await pages.post(`/me/doctors/${mapping}/decline`)).location).toBe("/me?done=saved");
		expect(await get(`/api/patients/${id}/`, doctor.token)).toMatchObject({ status: 404 });
		expect((await pages.post(`/me/doctors/${mapping}/accept`)).status).toBe(409);
	});

	it("is not another patient's to decide on", async () => {
		const { admin, id } = await patientWith();
		const { mapping } = await asking(admin, id);
		const { pages } = await patientWith();
		for (const decision of ["accept", "decline"])
			expect((await pages.post(`/me/doctors/${mapping}/${decision}`)).status).toBe(404);
	});
});

describe("who is new", () => {
	const ANSWERS = {
		...{ first_name: "Ada", last_name: "Byron", date_of_birth: "1990-12-10", gender: "female", email: "" },
		...{ phone_number: "", blood_group: "", timezone: "Europe/Berlin", address: "12 Elm Street" },
		...{ "emergency_contact.name": "Annabella", "emergency_contact.phone_number": "+49 30 1234567" },
	};

	async function newcomer() {
		const found = await patientWith();
		await DB.prepare("update patients set is_complete = 0 where id = ?").bind(found.id).run();
		return found;
	}

	it("completes the profile once", async () => {
		const { id, pages, self } = await newcomer();
		expect((await pages.get("/me")).text).toContain("Please tell us about you");
		expect((await pages.post("/me/profile", ANSWERS)).location).toBe("/me?done=saved");
		expect((await get(`/api/patients/${id}/`, self.token)).body).toMatchObject({
			...{ first_name: "Ada", date_of_birth: "1990-12-10", timezone: "Europe/Berlin", address: "12 Elm Street" },
			...{ emergency_contact: { name: "Annabella", phone_number: "+49301234567" }, is_complete: true },
		});
		expect((await pages.get("/me")).text).not.toContain("Please tell us about you");
		expect((await pages.post("/me/profile", ANSWERS)).status).toBe(409);
	});

	it.each([
		["date_of_birth", { date_of_birth: "2190-01-01" }, "must not be in the future"],
		["emergency_contact.phone_number", { "emergency_contact.phone_number": "soon" }, "must be a phone number"],
		["timezone", { timezone: "Mars/Olympus" }, "must be an IANA time zone"],
	])("hears at the field what is wrong: %s", async (field, wrong, reason) => {
		const { pages } = await newcomer();
		const refused = await pages.post("/me/profile", { ...ANSWERS, ...wrong });
		expect(refused.status).toBe(400);
		expect(refused.text).toContain(`id="profile-${field}-fault">${reason}`);
		expect(refused.text).toContain("12 Elm Street");
	});
});

describe("my data to take along", () => {
	it("is every list of mine as a CSV file, and the report", async () => {
		const { id, pages, self } = await patientWith();
		const written = { record_type: "CHECKUP", visit_date: "2026-01-31T10:00:00Z" };
		await post("/api/health-records/", { ...written, title: "=1+1" }, self.token);
		const { text } = await pages.get("/me/export");
		expect(text).toContain(`href="/patients/${id}/report?format=pdf"`);
		const files = [...text.matchAll(/href="(\/me\/export\/[\w-]+)"/g)].map(([, path = ""]) => path);
		expect(files.length).toBeGreaterThan(8);
		for (const path of files) {
			const { status, headers } = await pages.get(path);
			expect([path, status, headers.get("Content-Type")]).toEqual([path, 200, "text/csv; charset=utf-8"]);
			expect(headers.get("Content-Disposition")).toMatch(/^attachment/);
		}
		expect((await pages.get("/me/export/records")).text).toContain(`"'=1+1"`);
		expect((await pages.get("/me/export/passwords")).status).toBe(404);
	});

	it("holds all my readings, and nobody else's", async () => {
		const { patient, device } = await createMonitored();
		const other = await createMonitored();
		const readings = (bpm: number) => steadily("2026-02-01T00:00:00Z", 3, 1000, () => bpm);
		await post("/api/heart-rate/", { readings: readings(61) }, device.token);
		await post("/api/heart-rate/", { readings: readings(99) }, other.device.token);
		const { text } = await new Pages(await sessionOf(patient.username)).get("/me/export/heart-rate");
		const lines = text.trim().split("\r\n");
		expect(lines).toHaveLength(4);
		expect(lines.slice(1).every((line) => line.includes(",61,"))).toBe(true);
	});

	it("is not for who has no profile any more", async () => {
		const { admin, id, pages } = await patientWith();
		await del(`/api/patients/${id}/`, admin.token);
		expect((await pages.get("/me/export")).status).toBe(404);
		expect((await pages.get("/me")).status).toBe(404);
	});
});

describe("a patient's report", () => {
	it("is the patient's to have, as a PDF and as a CSV file, and no other patient's", async () => {
		const { id, pages } = await patientWith();
		const pdf = await pages.get(`/patients/${id}/report?format=pdf`);
		expect([pdf.status, pdf.headers.get("Content-Type")]).toEqual([200, "application/pdf"]);
		expect(pdf.headers.get("Content-Disposition")).toBe(`attachment; filename="patient-${id}.pdf"`);
		expect(pdf.headers.get("Cache-Control")).toBe("no-store");
		const csv = await pages.get(`/patients/${id}/report?format=csv`);
		expect(csv.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
		const other = await patientWith();
		expect((await other.pages.get(`/patients/${id}/report?format=pdf`)).status).toBe(404);
	});
});

describe("who looked at my data", () => {
	it("tells of others, by name and role, and not of myself", async () => {
		const { id, pages } = await patientWith();
		const nurse = await createUser("staff");
		await pages.get("/me");
		await get(`/api/patients/${id}/heart-rate-stats/`, nurse.token);
		await expect.poll(async () => (await pages.get("/me/accesses")).text).toContain(nurse.username);
		const { text } = await pages.get("/me/accesses?kind=heart_rate");
		expect(text).toContain('<td data-head="As">Staff</td>');
		expect(text.match(/scope="row"/g)).toHaveLength(1);
		expect((await pages.get("/me/accesses?kind=files")).text).toContain("Nothing matches.");
		expect((await pages.get("/me/accesses?format=csv")).text).toContain(nurse.username);
	});

	it("is told to no other patient", async () => {
		const { id, pages } = await patientWith();
		const nurse = await createUser("staff");
		await get(`/api/patients/${id}/`, nurse.token);
		await expect.poll(async () => (await pages.get("/me/accesses")).text).toContain(nurse.username);
		const other = await patientWith();
		expect((await other.pages.get("/me/accesses")).text).not.toContain(nurse.username);
	});
});

describe("who is a patient no more", () => {
	it("still sees what is theirs without it, by the clinic's clock", async () => {
		const { admin, id, pages } = await patientWith({ timezone: "America/New_York" });
		expect(await del(`/api/patients/${id}/`, admin.token)).toMatchObject({ status: 204 });
		for (const path of ["/inbox", "/appointments", "/patients", "/account/security", "/account/notifications"])
			expect([path, (await pages.get(path)).status]).toEqual([path, 200]);
		expect((await pages.get("/inbox")).text).toContain("Times are in UTC.");
		expect((await pages.get("/me")).status).toBe(404);
	});

	it("is told so where they begin, and led to their account", async () => {
		const { admin, id, pages } = await patientWith();
		expect(await del(`/api/patients/${id}/`, admin.token)).toMatchObject({ status: 204 });
		expect((await pages.get("/")).location).toBe("/me");
		const { text } = await pages.get("/me");
		expect(text).toContain("has no profile of a patient any more");
		expect(text).toContain('<a href="/account">To your account</a>');
	});
});
