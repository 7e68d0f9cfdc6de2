import { env } from "cloudflare:workers";
import { users } from "../../src/accounts/table.ts";
import type { Role } from "../../src/auth/roles.ts";
import { signAccessToken, signDeviceToken } from "../../src/auth/tokens.ts";
import { database } from "../../src/db/client.ts";
import { devices } from "../../src/devices/table.ts";
import { doctors } from "../../src/doctors/table.ts";
import { settings } from "../../src/env.ts";
import { notifications } from "../../src/notifications/table.ts";
import { patients } from "../../src/patients/table.ts";
import { personalTokens } from "../../src/personal-tokens/table.ts";
import { newSession } from "../../src/sessions/family.ts";
import { NOWHERE, unique } from "../support/factories.ts";

export type Who = Role | "device";
export const EVERYONE = ["admin", "staff", "doctor", "patient", "user", "device"] as const satisfies readonly Who[];

/** Somebody with a token, and what is theirs: a patient, that patient's device, and a notification. */
export interface Scene {
	token: string;
	patient: number;
	device: number;
	notification: number;
	/** Their personal access token's row. */
	personalToken: number;
	/** Another session of theirs. */
	session: string;
	/** Somebody else, who waits for a role. */
	applicant: number;
	/** The patient's name, which no refusal may repeat. */
	secret: string;
}

async function only<T>(rows: Promise<T[]>): Promise<T> {
	const [row] = await rows;
	if (!row) throw new Error("nothing was inserted");
	return row;
}

/** The cheapest way to one: rows without passwords, and a token signed here. */
export async function newScene(who: Who): Promise<Scene> {
	const db = database(env);
	const role = who === "device" ? "patient" : who;
	const user = await only(
		db
			.insert(users)
			.values({ username: unique(), roles: [role] })
			.returning(),
	);
	const applicant = await only(
		db
			.insert(users)
			.values({ username: unique(), roles: ["user"], requestedRole: "staff" })
			.returning(),
	);
	const doctor = role === "doctor" ? await only(db.insert(doctors).values({ userId: user.id }).returning()) : undefined;
	const secret = `Secret-${unique()}`;
	const ties = {
		userId: role === "patient" ? user.id : null,
		ownerId: role === "doctor" || role === "user" ? user.id : null,
		// What comes with a registration: a profile that its patient has still to complete.
		isComplete: role !== "patient",
	};
	const patient = await only(
		db
			.insert(patients)
			.values({ firstName: secret, ...ties })
			.returning(),
	);
	const tokenId = unique();
	const device = await only(
		db.insert(devices).values({ deviceId: unique(), patientId: patient.id, tokenId }).returning(),
	);
	const message = { notificationType: "TEST", title: secret, message: secret, data: {} };
	const inbox = { eventId: unique(), recipientId: user.id };
	const notification = await only(
		db
			.insert(notifications)
			.values({ ...inbox, ...message })
			.returning(),
	);
	const tokenRow = {
		userId: user.id,
		name: secret,
		scope: "read" as const,
		hint: "hint",
		expiresAt: new Date(Date.now() + 60_000),
	};
	const personalToken = await only(
		db
			.insert(personalTokens)
			.values({ ...tokenRow, tokenHash: unique() })
			.returning(),
	);
	const session = newSession(db, settings(env), user.id, NOWHERE);
	await session.statement;
	const signedIn = newSession(db, settings(env), user.id, NOWHERE);
	await signedIn.statement;
	const token =
		who === "device"
			? signDeviceToken(settings(env), { kind: "device", deviceId: device.id, patientId: patient.id, tokenId })
			: signAccessToken(settings(env), {
					...{ kind: "user", id: user.id, roles: [who], sessionId: signedIn.id },
					...{ patientId: who === "patient" ? patient.id : null, doctorId: doctor?.id ?? null },
				});
	const ids = { patient: patient.id, device: device.id, notification: notification.id };
	return {
		token: await token,
		...ids,
		personalToken: personalToken.id,
		session: session.id,
		applicant: applicant.id,
		secret,
	};
}

/** Ids that nobody has. */
export const NOBODY: Scene = {
	...{ token: "", secret: "Secret-of-nobody" },
	...{ patient: 999_999_999, device: 999_999_999, notification: 999_999_999 },
	...{ personalToken: 999_999_999, session: "A".repeat(22), applicant: 999_999_999 },
};
