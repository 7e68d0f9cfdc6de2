import type { Role } from "../../auth/roles.ts";
import type { Simulation } from "../simulator.ts";

/** Somebody who works on the demo ward. `.example` is no real domain: nobody gets their mail. */
export interface DemoStaff {
	username: string;
	email: string;
	firstName: string;
	lastName: string;
	role: Role;
}

export const ADMIN: DemoStaff = {
	username: "ada",
	email: "ada@ward.example",
	firstName: "Ada",
	lastName: "Keller",
	role: "admin",
};
export const DOCTOR: DemoStaff = {
	username: "miriam",
	email: "miriam@ward.example",
	firstName: "Miriam",
	lastName: "Okafor",
	role: "doctor",
};
const NURSE: DemoStaff = {
	username: "jonas",
	email: "jonas@ward.example",
	firstName: "Jonas",
	lastName: "Weber",
	role: "staff",
};
export const STAFF: readonly DemoStaff[] = [ADMIN, NURSE, DOCTOR];

export const SPECIALIZATION = "Cardiology";
/** When the doctor takes appointments, from 9 to 17: Monday to Friday. */
export const CONSULTING_DAYS: readonly number[] = [1, 2, 3, 4, 5];
/** At these full hours of the next consulting day. */
export const APPOINTMENTS = [
	{ email: "greta@ward.example", hour: 10, notes: "Bring the list of medicines." },
	{ email: "amina@ward.example", hour: 11, notes: null },
] as const;

/** A patient of the demo ward, and the heart that the simulator gives them. */
export interface DemoPatient {
	/** As `POST /api/patients/` takes it. */
	profile: {
		first_name: string;
		last_name: string;
		email: string;
		date_of_birth: string;
		gender: "M" | "F" | "O";
		timezone: string;
		blood_group: string;
		notes?: string;
	};
	/** With a login of their own. */
	username?: string;
	/** The doctor sees the patient. */
	mapped: boolean;
	device: string;
	heart: Pick<Simulation, "restingBpm" | "fastHeartMinutes" | "silentHours">;
}

export const PATIENTS: readonly DemoPatient[] = [
	{
		profile: {
			first_name: "Greta",
			last_name: "Lindqvist",
			email: "greta@ward.example",
			date_of_birth: "1948-05-17",
			gender: "F",
			timezone: "Europe/Berlin",
			blood_group: "A+",
			notes: "Paroxysmal atrial fibrillation, on apixaban.",
		},
		username: "greta",
		mapped: true,
		device: "ward-watch-01",
		heart: { restingBpm: 66, fastHeartMinutes: 12 },
	},
	{
		profile: {
			first_name: "Tomasz",
			last_name: "Nowak",
			email: "tomasz@ward.example",
			date_of_birth: "1961-11-02",
			gender: "M",
			timezone: "Europe/Berlin",
			blood_group: "O+",
		},
		mapped: true,
		device: "ward-watch-02",
		heart: { restingBpm: 70, silentHours: 5 },
	},
	{
		profile: {
			first_name: "Amina",
			last_name: "Yusuf",
			email: "amina@ward.example",
			date_of_birth: "1987-03-29",
			gender: "F",
			timezone: "Europe/Berlin",
			blood_group: "B+",
		},
		username: "amina",
		mapped: true,
		device: "ward-watch-03",
		heart: { restingBpm: 68 },
	},
	{
		profile: {
			first_name: "Henrik",
			last_name: "Brandt",
			email: "henrik@ward.example",
			date_of_birth: "1975-08-08",
			gender: "M",
			timezone: "Europe/Berlin",
			blood_group: "AB-",
		},
		mapped: true,
		device: "ward-watch-04",
		heart: { restingBpm: 63 },
	},
	{
		profile: {
			first_name: "Rosa",
			last_name: "Delgado",
			email: "rosa@ward.example",
			date_of_birth: "1993-01-20",
			gender: "F",
			timezone: "America/New_York",
			blood_group: "O-",
			notes: "Monitored from home.",
		},
		mapped: false,
		device: "ward-watch-05",
		heart: { restingBpm: 72 },
	},
	{
		profile: {
			first_name: "Yuki",
			last_name: "Tanaka",
			email: "yuki@ward.example",
			date_of_birth: "2001-06-14",
			gender: "O",
			timezone: "Europe/Berlin",
			blood_group: "A-",
		},
		mapped: false,
		device: "ward-watch-06",
		heart: { restingBpm: 64 },
	},
];

/** Everybody's address. */
export const EMAILS: ReadonlySet<string> = new Set([
	...STAFF.map(({ email }) => email),
	...PATIENTS.map(({ profile }) => profile.email),
]);
