import { expect, it } from "vitest";
import { booked, monday, newPractice, PATH } from "../appointments/diary.ts";
import { del, get, patch, post } from "../support/client.ts";
import { DB } from "../support/database.ts";
import { createUser } from "../support/factories.ts";

/** Who did what to the appointments or the mappings of a patient, in order. */
async function trail(patient: number, entity: string) {
	const sql =
		"select actor_id, action, entity_id, request_id from audit where patient_id = ? and entity = ? order by id";
	const { results } = await DB.prepare(sql).bind(patient, entity).all();
	return results;
}

const entry = (actor: number, action: string, id: number) => ({
	...{ actor_id: actor, action, entity_id: String(id), request_id: expect.any(String) },
});

it.each([
	"patient",
	"doctor",
] as const)("what the deletion of a %s cancels is on record, each by itself", async (who) => {
	const practice = await newPractice();
	const { admin, patient, doctor } = practice;
	const [first, second, over] = [
		await booked(practice, monday("09:00")),
		await booked(practice, monday("10:00")),
		await booked(practice, monday("11:00")),
	];
	await patch(`${PATH}${over.id}/`, { status: "cancelled" }, admin.token);
	const path = who === "patient" ? `/api/patients/${patient.patientId}/` : `/api/doctors/${doctor.doctorId}/`;
	expect(await del(path, admin.token)).toMatchObject({ status: 204 });
	expect((await trail(patient.patientId, "appointment")).slice(4)).toEqual([
		entry(admin.id, "appointment.cancel", first.id),
		entry(admin.id, "appointment.cancel", second.id),
	]);
});

it("the care that another doctor takes over is on record as ended", async () => {
	const { admin, patient, doctor } = await newPractice();
	const next = await createUser("doctor");
	const before = (await get(`/api/mappings/${patient.patientId}/`, admin.token)).body.results[0];
	const body = { patient_id: patient.patientId, doctor_id: next.doctorId };
	const { mapping } = (await post("/api/auth/assign-doctor/", body, admin.token)).body;
	expect(before.doctor).toBe(doctor.doctorId);
	expect(await trail(patient.patientId, "mapping")).toEqual([
		entry(admin.id, "mapping.end", before.id),
		entry(admin.id, "mapping.start", mapping.id),
	]);
});
