import { type Api, apiOf } from "./api.ts";

/** The ids that the addresses of pages have, of the demo ward. */
export interface Scene {
	/** Greta Lindqvist, who has an account, a doctor, a device and something in each list. */
	patient: number;
	alert: number;
	record: number;
	appointment: number;
	doctor: number;
}

/** Puts something of each kind into the demo ward, as its people would. */
export async function furnish(url: string, password: string): Promise<Scene> {
	const doctor = await apiOf(url, "miriam", password);
	const patient = await idOf(doctor, "patients/?search=Lindqvist");
	await doctor.post(`patients/${patient}/allergies/`, { name: "Penicillin" });
	await doctor.post(`patients/${patient}/medications/`, { name: "Apixaban 5 mg" });
	const record = await doctor.post("records/", {
		patient,
		record_type: "CHECKUP",
		title: "Annual physical",
		visit_date: "2026-01-31T10:00:00Z",
	});
	return {
		patient,
		record: record.id,
		alert: await idOf(doctor, `alerts/?patient=${patient}`),
		appointment: await idOf(doctor, `appointments/?patient=${patient}`),
		doctor: await idOf(doctor, "doctors/?search=Okafor"),
	};
}

async function idOf(api: Api, path: string): Promise<number> {
	const [first] = (await api.get(path)).results;
	if (!first) throw new Error(`the demo ward has nothing at ${path}`);
	return first.id;
}
