import { ALWAYS, LocalDays, type ZonePeriod } from "./local-days.ts";

/** What the object must know of its patient. */
export interface Profile {
	/** False once the patient was deleted: nothing is taken or given any more. */
	active: boolean;
	/** When it was last closed, in Unix ms; absent of one that never was, or was found closed. */
	closedAt?: number;
	periods: readonly [ZonePeriod, ...ZonePeriod[]];
}

export const newProfile = (timezone: string, active: boolean): Profile => ({
	active,
	periods: [{ from: ALWAYS, zone: timezone }],
});

/** The settings of one patient's object: the profile, and what it last told the database of itself. */
export class SettingStore {
	private readonly sql: SqlStorage;
	private readonly known = new Map<string, string | undefined>();

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.known.clear();
	}

	profile(): Profile | undefined {
		const text = this.read("profile");
		return text === undefined ? undefined : JSON.parse(text);
	}

	saveProfile(profile: Profile): void {
		this.write("profile", JSON.stringify(profile));
	}

	/** Unix ms of the last push of vitals, 0 before the first. */
	pushedAt(): number {
		return Number(this.read("pushed_at") ?? 0);
	}

	savePushedAt(at: number): void {
		this.write("pushed_at", String(at));
	}

	/** When the database expects the object to have something to do (Unix ms), or null. */
	expectedAt(): number | null {
		return Number(this.read("expected_at") ?? 0) || null;
	}

	saveExpectedAt(at: number | null): void {
		if (at !== this.expectedAt()) this.write("expected_at", String(at ?? 0));
	}

	/** The last change of an alert's state that the ward has been told of: its number. */
	shownTransition(): number {
		return Number(this.read("shown_transition") ?? 0);
	}

	saveShownTransition(id: number): void {
		if (id > this.shownTransition()) this.write("shown_transition", String(id));
	}

	private read(name: string): string | undefined {
		if (!this.known.has(name)) {
			const query = `SELECT value FROM settings WHERE name = ?`;
			this.known.set(name, this.sql.exec<{ value: string }>(query, name).toArray()[0]?.value);
		}
		return this.known.get(name);
	}

	private write(name: string, value: string): void {
		this.sql.exec(`INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)`, name, value);
		// After it: what could not be written is not so.
		this.known.set(name, value);
	}
}

export const daysOf = (profile: Profile): LocalDays => new LocalDays(profile.periods);
