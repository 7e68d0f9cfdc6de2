import { beforeAll, expect, it } from "vitest";
import { del, get, patch, post } from "../support/client.ts";
import { createUser, PASSWORD, type TestUser, unique } from "../support/factories.ts";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

/** A doctor whom the clinic has deleted, and whose address therefore is free. */
async function deletedDoctor(): Promise<string> {
	const email = `${unique()}@clinic.example`;
	const { id } = (await post("/api/doctors/", { first_name: "Gone", email }, admin.token)).body;
	await del(`/api/doctors/${id}/`, admin.token);
	return email;
}

it("the address of a deleted doctor may be used by one who registers, and is theirs", async () => {
	const email = await deletedDoctor();
	const body = { username: `doc-${unique()}`, email, password: PASSWORD, user_type: "doctor", first_name: "New" };
	const { status, body: answer } = await post("/api/auth/register/", body);
	expect(status).toBe(201);
	expect((await get(`/api/doctors/${answer.user.doctor_id}/`, admin.token)).body.email).toBe(email);
	const other = await post("/api/doctors/", { first_name: "Other", email }, admin.token);
	expect(other).toMatchObject({ status: 409, body: { errors: { email: ["is already in use"] } } });
});

it("the address of a deleted doctor may be taken on in a profile", async () => {
	const email = await deletedDoctor();
	const doctor = await createUser("doctor");
	const sent = { email, current_password: PASSWORD };
	expect(await patch("/api/auth/profile/", sent, doctor.token)).toMatchObject({ status: 200 });
	expect((await get(`/api/doctors/${doctor.doctorId}/`, admin.token)).body.email).toBe(email);
});
