import type { Ledger } from "../demo/ledger.ts";
import { PATIENTS, STAFF } from "../demo/ward.ts";

/** What to say once the server is ready: where it is, who can sign in, and a first call. */
export function welcome(url: string, ledger: Ledger | undefined): string {
	const places = ["", "Edgeward", `  Console   ${url}/`, `  API       ${url}/api/`, `  API page  ${url}/api-docs/`];
	return [...places, `  OpenAPI   ${url}/openapi.json`, ...(ledger ? demo(url, ledger) : empty()), ""].join("\n");
}

function demo(url: string, { password, devices }: Ledger): string[] {
	const patients = PATIENTS.filter(({ username }) => username !== undefined);
	const logins = [
		...STAFF.map(({ role, email }) => ({ role, email })),
		...patients.map(({ profile }) => ({ role: "patient", email: profile.email })),
	];
	const widest = Math.max(...logins.map(({ role }) => role.length));
	const token = PATIENTS.map(({ device }) => devices[device]?.token).find((candidate) => candidate);
	return [
		"",
		`Demo ward: ${PATIENTS.length} patients. Every login has the password ${password}`,
		...logins.map(({ role, email }) => `  ${role.padEnd(widest)}  ${email}`),
		...(token ? ["", "A reading, as the watch of the first patient sends it:", `  ${curl(url, token)}`] : []),
	];
}

function curl(url: string, token: string): string {
	const headers = `-H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json'`;
	return `curl ${url}/api/heart-rate/ ${headers} -d '{"heart_rate": 72}'`;
}

function empty(): string[] {
	return ["", "No demo ward. An admin: npm run create-admin -- --email E --password P"];
}
