import { expect, it } from "vitest";
import { call, del, get, patch } from "../support/client.ts";
import { endMappings } from "../support/factories.ts";
import { overtakenBy } from "../support/races.ts";
import { newCircle } from "../support/relations.ts";

async function scene() {
	const { patient, people } = await newCircle();
	const { doctorId } = people["mapped doctor"];
	const { results } = (await get(`/api/mappings/?patient=${patient}&doctor=${doctorId}`, people.admin.token)).body;
	const [{ id }] = results;
	return { patient, people, doctor: people["mapped doctor"].token, id, path: `/api/mappings/${id}/` };
}

it("an edit by a doctor whose care ends in the very moment of writing finds nothing, and changes nothing", async () => {
	const { patient, people, doctor, id, path } = await scene();
	const edit = () => patch(path, { notes: "late" }, doctor);
	expect(await overtakenBy(() => endMappings(patient), edit)).toMatchObject({ status: 404 });
	const ended = (await get(`/api/mappings/?patient=${patient}&status=ended`, people.admin.token)).body.results;
	expect(ended.find((mapping: { id: number }) => mapping.id === id)).toMatchObject({ notes: null, version: 1 });
});

it("the end of a mapping to a patient who is deleted meanwhile is not written", async () => {
	const { patient, people, path } = await scene();
	const rival = () => del(`/api/patients/${patient}/`, people.admin.token);
	expect(await overtakenBy(rival, () => del(path, people.owner.token))).toMatchObject({ status: 404 });
});

it("an end on an old version is refused", async () => {
	const { doctor, path } = await scene();
	await patch(path, { notes: "new" }, doctor);
	const end = (version: number) => call("DELETE", path, { token: doctor, headers: { "If-Match": `"${version}"` } });
	expect(await end(1)).toMatchObject({ status: 412 });
	expect(await end(2)).toMatchObject({ status: 204 });
});
