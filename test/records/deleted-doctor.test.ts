import { beforeAll, describe, expect, it } from "vitest";
import { builtIn, type Form } from "../assessments/forms.ts";
import { del, get, patch, post } from "../support/client.ts";
import { createUser, sessionOf, type TestUser } from "../support/factories.ts";
import { overtakenBy } from "../support/races.ts";
import { checkup, comment, HEALTH_RECORDS, RECORDS } from "./scene.ts";

let admin: TestUser;
let form: Form;
beforeAll(async () => {
	admin = await createUser("admin");
	form = await builtIn("GAD-7", admin.token);
});

/** A doctor with a patient whose record is theirs, so that they see it whatever becomes of them. */
async function ownerDoctor() {
	const doctor = await createUser("doctor");
	const patient = (await post("/api/patients/", { first_name: "Own" }, doctor.token)).body.id as number;
	const record = (await post(RECORDS, checkup({ patient }), doctor.token)).body.id as number;
	return { doctor, patient, record, leave: () => del(`/api/doctors/${doctor.doctorId}/`, admin.token) };
}

const results = () => form.questions.map(({ id, answers }) => ({ question: id, answer: answers[0]?.id }));

type Scene = Awaited<ReturnType<typeof ownerDoctor>>;
const WRITES: [string, number, (scene: Scene, token: string) => ReturnType<typeof post>][] = [
	["writes no record", 400, ({ patient }, token) => post(RECORDS, checkup({ patient }), token)],
	[
		"comments on none",
		403,
		({ record }, token) => post(`${HEALTH_RECORDS}${record}/comments/`, { comment: "x" }, token),
	],
	[
		"assesses nobody",
		400,
		({ patient }, token) => post("/api/assessments/", { patient, assessment_type: form.id, results: results() }, token),
	],
];

describe("a deleted doctor who owns the record of a patient", () => {
	it.each(WRITES)("%s, with the tokens that they have and with new ones", async (_, status, write) => {
		const scene = await ownerDoctor();
		await scene.leave();
		for (const { token } of [scene.doctor, await sessionOf(scene.doctor.username)])
			expect(await write(scene, token)).toMatchObject({ status });
		expect(await get(`/api/patients/${scene.patient}/`, scene.doctor.token)).toMatchObject({ status: 200 });
	});

	it.each(WRITES)("%s, deleted at this very moment", async (_, status, write) => {
		const scene = await ownerDoctor();
		const answer = await overtakenBy(scene.leave, () => write(scene, scene.doctor.token));
		expect(answer).toMatchObject({ status });
	});

	it("edits none of their records", async () => {
		const { doctor, record, leave } = await ownerDoctor();
		await leave();
		const edit = { title: "after" };
		expect(await patch(`${RECORDS}${record}/`, edit, doctor.token)).toMatchObject({ status: 404 });
		const { token } = await sessionOf(doctor.username);
		expect(await patch(`${RECORDS}${record}/`, edit, token)).toMatchObject({ status: 403 });
	});

	it("reads no private comments", async () => {
		const { doctor, record, leave } = await ownerDoctor();
		await comment(admin.token, record, true);
		const open = await comment(admin.token, record, false);
		const read = async (token: string) =>
			(await get(`${HEALTH_RECORDS}${record}/comments/`, token)).body.results.map(
				(row: { comment: string }) => row.comment,
			);
		expect(await read(doctor.token)).toHaveLength(2);
		await leave();
		for (const { token } of [doctor, await sessionOf(doctor.username)]) expect(await read(token)).toEqual([open]);
	});
});
