import { request, run } from "./server.ts";

const ADMIN = { email: "admin@clinic.example", password: "a long enough sentence 5" };

/** A patient, and what speaks for them, on a server that keeps its data in this folder. */
export interface Bedside {
	patient: number;
	/** The token of the patient's device, which is called `band`. */
	band: string;
	/** A new access token of the admin, who owns the patient's record. */
	signIn: () => Promise<string>;
}

/** Furnishes a new server with an admin, a patient and a device. */
export async function newBedside(url: string, folder: string): Promise<Bedside> {
	const account = ["--email", ADMIN.email, "--password", ADMIN.password, "--persist-to", folder];
	const { code, output } = await run("create-admin", account);
	if (code !== 0) throw new Error(output);
	const signIn = async (): Promise<string> => (await request(`${url}/api/auth/login/`, null, ADMIN)).body.access;
	const admin = await signIn();
	const made = async (path: string, body: object) => (await request(`${url}/api/${path}`, admin, body)).body;
	const patient = (await made("patients/", { first_name: "Kim" })).id;
	const device = (await made("devices/", { device_id: "band", patient })).id;
	const { token } = await made(`devices/${device}/token/`, {});
	return { patient, band: token, signIn };
}
