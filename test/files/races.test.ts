import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "../../src/db/client.ts";
import { files } from "../../src/files/table.ts";
import { del, get } from "../support/client.ts";
import { createUser, endMappings } from "../support/factories.ts";
import { actionsOn, overtakenBy } from "../support/races.ts";
import { newCircle } from "../support/relations.ts";
import { upload } from "../support/uploads.ts";

const objects = async () => (await env.FILES.list()).objects.length;

describe("a file is not stored where in the very moment of writing", () => {
	it.each(["the mapping ends", "the patient is deleted"])("%s; neither row nor bytes are left", async (what) => {
		const { patient, people } = await newCircle();
		const path = `/api/patients/${patient}/`;
		const rival = () => (what === "the mapping ends" ? endMappings(patient) : del(path, people.admin.token));
		const before = await objects();
		const send = () => upload(`${path}files/`, people["mapped doctor"].token);
		expect(await overtakenBy(rival, send)).toMatchObject({ status: 404 });
		expect(await database(env).select().from(files).where(eq(files.patientId, patient))).toEqual([]);
		expect(await objects()).toBe(before);
	});

	it("its doctor is deleted", async () => {
		const [doctor, admin] = [await createUser("doctor"), await createUser("admin")];
		const path = `/api/doctors/${doctor.doctorId}/`;
		const send = () => upload(`${path}files/`, doctor.token);
		expect(await overtakenBy(() => del(path, admin.token), send)).toMatchObject({ status: 404 });
		expect(
			await database(env)
				.select()
				.from(files)
				.where(eq(files.doctorId, doctor.doctorId ?? 0)),
		).toEqual([]);
	});
});

it("a file that is deleted twice at once is deleted once", async () => {
	const { patient, people } = await newCircle();
	const { id } = (await upload(`/api/patients/${patient}/files/`, people.owner.token)).body;
	const remove = () => del(`/api/files/${id}/`, people.owner.token);
	expect(await overtakenBy(remove, remove)).toMatchObject({ status: 404 });
	expect(await actionsOn("file", id)).toEqual(["file.create", "file.delete"]);
	expect(await get(`/api/files/${id}/`, people.owner.token)).toMatchObject({ status: 404 });
});
