import { hashPassword } from "../../src/auth/passwords.ts";
import { insertUser } from "../../src/cli/admin-account.ts";
import { sql } from "../../src/cli/sql.ts";
import { execute } from "../../src/cli/wrangler.ts";
import { Person } from "./clients/client.ts";
import { SUSTAINED_MINUTES } from "./oracle.ts";

const PASSWORD = "blue kettle on the moon 4";
/** Offsets of whole hours and of less, with and without summer time. */
const ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Auckland", "Pacific/Chatham"];
/** Who can be mapped to every patient, and is nobody's doctor yet. */
const CONSULTANTS = 12;

export interface Device {
	name: string;
	token: string;
}

export interface Patient {
	id: number;
	timezone: string;
	/** Posts over HTTP, streams over a socket, and hands in what it has kept for weeks. */
	watch: Device;
	patch: Device;
	phone: Device;
}

/** The names of a patient's devices. */
export const devicesOf = ({ watch, patch, phone }: Patient): string[] => [watch, patch, phone].map(({ name }) => name);

export interface Ward {
	admin: Person;
	/** Treats every patient. */
	doctor: Person;
	/** Of the doctor. */
	doctorId: number;
	consultants: number[];
	patients: Patient[];
}

/** Gives an empty database, which no server has opened, those who do everything else. */
export async function employ(persistTo: string): Promise<void> {
	const passwordHash = await hashPassword(PASSWORD);
	const at = Date.now();
	const user = (username: string, role: "admin" | "doctor") =>
		insertUser({ username, email: `${username}@clinic.example`, passwordHash, roles: [role], at });
	const doctor = sql`INSERT INTO doctors (user_id, first_name, email, created_at, updated_at)
	SELECT id, 'Dora', email, ${at}, ${at} FROM users WHERE username = 'dora';`;
	await execute([user("ada", "admin"), user("dora", "doctor"), doctor].join("\n"), { remote: false, persistTo });
}

/** Furnishes the ward through the API: the alerts above 120 bpm come sooner than usual, and nobody is called twice. */
export async function furnish(url: string, webhook: string): Promise<Ward> {
	const [admin, doctor] = [new Person(url, "ada", PASSWORD), new Person(url, "dora", PASSWORD)];
	const make = (path: string, body: object) => admin.ask("POST", path, body, 201);
	const [{ id: doctorId }] = await admin.all("/api/doctors/");
	const consultants: number[] = [];
	for (let number = 1; number <= CONSULTANTS; number++)
		consultants.push((await make("/api/doctors/", { first_name: `Consultant ${number}` })).id);
	const patients: Patient[] = [];
	for (const timezone of ZONES) {
		const { id } = await make("/api/patients/", { first_name: "Kim", timezone });
		const device = async (kind: string): Promise<Device> => {
			const name = `${kind}-${id}`;
			const made = await make("/api/devices/", { device_id: name, patient: id });
			return { name, token: (await admin.ask("POST", `/api/devices/${made.id}/token/`, {}, 201)).token };
		};
		const [watch, patch, phone] = [await device("watch"), await device("patch"), await device("phone")];
		await make("/api/mappings/", { patient: id, doctor: doctorId });
		const rules = `/api/patients/${id}/alert-rules/`;
		const above = (await admin.all(rules)).find(({ kind }) => kind === "above");
		await admin.ask("PATCH", `${rules}${above.id}/`, { sustained_minutes: SUSTAINED_MINUTES, escalation: [] });
		patients.push({ id, timezone, watch, patch, phone });
	}
	const events = ["alert.opened", "alert.raised", "alert.closed"];
	await make("/api/webhooks/", { url: webhook, scope: "clinic", events });
	return { admin, doctor, doctorId, consultants, patients };
}
