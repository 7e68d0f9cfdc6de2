import { beforeAll, describe, expect, it } from "vitest";
import { get, patch, post } from "../../support/client.ts";
import { Pages } from "../../support/console.ts";
import { createPatient, createUser, type TestUser } from "../../support/factories.ts";

const PATH = "/admin/bulk/schedule";
const DAY_MS = 24 * 60 * 60 * 1000;

let admin: TestUser;
let pages: Pages;
let ids: number[];
beforeAll(async () => {
	admin = await createUser("admin");
	pages = new Pages(admin);
	ids = [];
	for (const name of ["Anna", "Ben", "Cleo"]) ids.push((await createPatient(admin, { first_name: name })).id);
});

/** A doctor with two half hours on one day of the week only: that of a week from now. */
async function busyDoctor() {
	const doctor = await createUser("doctor");
	const date = new Date(Date.now() + 7 * DAY_MS);
	const weekday = date.toLocaleDateString("en", { weekday: "long", timeZone: "UTC" }).toLowerCase();
	const availability = [{ weekday, from: "09:00", to: "10:00" }];
	await patch(`/api/doctors/${doctor.doctorId}/`, { availability }, admin.token);
	return { doctor, date: date.toISOString().slice(0, 10) };
}

/** The form of the preview, as a browser without scripts sends it. */
function formIn(html: string): FormData {
	const form = new FormData();
	for (const [, name = "", value = ""] of html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g))
		form.append(name, value);
	form.append("go", "1");
	return form;
}

const wishOf = (doctor: TestUser, date: string) => ({
	...{ patients: ids.join(","), doctor: String(doctor.doctorId), from_date: date },
	...{ days: "1", duration_minutes: "30", notes: "Yearly check" },
});

const booked = async (doctor: TestUser) =>
	(await get(`/api/appointments/?doctor=${doctor.doctorId}&ordering=start`, admin.token)).body.results;

describe("booking many appointments", () => {
	it("shows the free times, and who has none; books nothing yet", async () => {
		const { doctor, date } = await busyDoctor();
		const { status, text } = await pages.post(PATH, wishOf(doctor, date));
		expect(status).toBe(200);
		expect(text).toContain(`datetime="${date}T09:00:00.000Z"`);
		expect(text).toContain(`datetime="${date}T09:30:00.000Z"`);
		expect(text).toContain("2 free");
		expect(text).toContain("1 refused");
		expect(text).toContain("No free time");
		expect(text).toContain("Times are in UTC.");
		expect(await booked(doctor)).toEqual([]);
	});

	it("books what was shown, and tells what was taken meanwhile", async () => {
		const { doctor, date } = await busyDoctor();
		const preview = await pages.post(PATH, wishOf(doctor, date));
		const other = (await createPatient(admin)).id;
		const start = `${date}T09:30:00Z`;
		await post("/api/appointments/", { patient: other, doctor: doctor.doctorId, start }, admin.token);
		const { status, text } = await pages.post(PATH, formIn(preview.text));
		expect(status).toBe(200);
		expect(text).toContain("1 booked");
		expect(text).toContain("The doctor has another appointment at that time.");
		expect(await booked(doctor)).toMatchObject([
			{ patient: ids[0], start: `${date}T09:00:00.000Z`, duration_minutes: 30, notes: "Yearly check" },
			{ patient: other },
		]);
		expect((await pages.post(PATH, formIn(preview.text))).text).toContain("1 is booked already");
	});

	it.each([
		[{ doctor: "" }, "doctor"],
		[{ days: "0" }, "days"],
		[{ from_date: "soon" }, "from_date"],
		[{ duration_minutes: "half an hour" }, "duration_minutes"],
	])("says at its field what is wrong with %j", async (wrong, field) => {
		const { doctor, date } = await busyDoctor();
		const { status, text } = await pages.post(PATH, { ...wishOf(doctor, date), ...wrong });
		expect(status).toBe(400);
		expect(text).toContain(`id="schedule-${field}-fault"`);
		expect(text).toContain("Yearly check");
	});
});

describe("reports of many", () => {
	it("are files of each patient, by name, and rows for the script to fill", async () => {
		const { text } = await pages.get(`/admin/bulk/reports?next=1&ids=${ids.join(",")}`);
		for (const id of ids) {
			expect(text).toContain(`href="/patients/${id}/report?format=pdf"`);
			expect(text).toContain(`/api/patients/${id}/report/?format=pdf`);
		}
		expect(text).toContain('aria-label="Report of Anna Doe as PDF"');
		expect(text).toContain("Reports of 3 patients");
	});

	it("begin with the clinic's lists", async () => {
		const { text } = await pages.get("/admin/bulk/reports");
		for (const path of ["/admin/bulk/reports/patients", "/admin/appointments", "/admin/audit"])
			expect(text).toContain(`href="${path}?format=csv"`);
	});

	// Narrowed to what is this file's: a PDF has an end.
	it.each([
		["/admin/bulk/reports/patients", "patients", () => `ids=${ids.join(",")}`],
		["/admin/appointments", "appointments", () => `patient=${ids[0]}`],
		["/admin/audit", "audit", () => `actor=${admin.id}`],
	])("have %s as CSV and as PDF", async (path, file, narrowed) => {
		for (const [format, type] of [
			["csv", "text/csv; charset=utf-8"],
			["pdf", "application/pdf"],
		]) {
			const { status, headers, text } = await pages.get(`${path}?${narrowed()}&format=${format}`);
			expect([status, headers.get("Content-Type")]).toEqual([200, type]);
			expect(headers.get("Content-Disposition")).toBe(`attachment; filename="${file}.${format}"`);
			expect(text.startsWith("%PDF-")).toBe(format === "pdf");
		}
	});
});
