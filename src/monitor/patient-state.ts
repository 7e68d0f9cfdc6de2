import { AlertDesk } from "../alert-engine/alert-desk.ts";
import type { AuditNote } from "../audit/service.ts";
import { database } from "../db/client.ts";
import { devicesOfPatient } from "../devices/directory.ts";
import { patientFacts } from "../patients/vitals.ts";
import { AuditNotes } from "./audit-notes.ts";
import { ChangeNumbers } from "./change-numbers.ts";
import type { Doer } from "./contract.ts";
import { DayStore } from "./day-store.ts";
import { DeviceStore } from "./device-store.ts";
import { migrate } from "./migrations.ts";
import { Outbox } from "./outbox.ts";
import { daysOf, newProfile, type Profile, SettingStore } from "./profile.ts";
import { ReadingStore } from "./reading-store.ts";
import type { History } from "./statistics.ts";
import { TransitionStore } from "./transitions.ts";

/** So long after it has closed the object a deletion is through, or has failed. */
const DELETION_MS = 2 * 60_000;

/** What one patient's object keeps, and how it is opened and changed. */
export class PatientState {
	readonly patientId: number;
	readonly settings: SettingStore;
	readonly devices: DeviceStore;
	readonly readings: ReadingStore;
	readonly alerts: AlertDesk;
	readonly outbox: Outbox;
	readonly transitions: TransitionStore;
	readonly notes: AuditNotes;
	readonly changes: ChangeNumbers;
	private readonly storage: DurableObjectStorage;
	private readonly env: Env;
	private opened: { profile: Profile; days: DayStore } | undefined;

	/** Call `migrate` before anything else. `onEvents` is called after a turn in which there was something to tell of. */
	constructor(ctx: DurableObjectState, env: Env, onEvents: () => void) {
		this.env = env;
		this.storage = ctx.storage;
		this.patientId = Number(ctx.id.name);
		const { sql } = ctx.storage;
		this.settings = new SettingStore(sql);
		this.devices = new DeviceStore(sql);
		this.readings = new ReadingStore(sql);
		this.notes = new AuditNotes(sql);
		this.changes = new ChangeNumbers(sql);
		this.transitions = new TransitionStore(sql);
		this.outbox = new Outbox(sql, onEvents);
		this.alerts = new AlertDesk(sql, {
			patientId: this.patientId,
			readings: this.readings,
			clock: (at) => this.opened?.days.local.minuteAt(at) ?? 0,
			slots: () => this.devices.slots(),
			erasedUpTo: () => this.changes.erasedUpTo(),
			deviceName: (slot) => this.devices.bySlot(slot)?.deviceId ?? null,
		});
	}

	migrate(): void {
		migrate(this.storage);
	}

	/** The patient's days, or undefined where there is no patient (any more). */
	async open(): Promise<DayStore | undefined> {
		if (!this.opened) {
			const profile = this.settings.profile() ?? (await this.lookUpProfile());
			if (!profile) return undefined;
			this.opened ??= { profile, days: new DayStore(this.storage.sql, daysOf(profile)) };
		}
		return this.opened.profile.active ? this.opened.days : undefined;
	}

	/** Whether it is known that there is no patient any more. */
	isClosed(): boolean {
		return (this.opened?.profile ?? this.settings.profile())?.active === false;
	}

	/** What is in memory may not be what is stored: reads it anew. */
	reopen(): void {
		this.opened = undefined;
	}

	/** Asks the database once; whatever was set meanwhile is newer and wins. */
	async lookUpProfile(): Promise<Profile | undefined> {
		const facts = await patientFacts(database(this.env), this.patientId);
		const known = this.settings.profile();
		if (known || !facts) return known;
		const profile = newProfile(facts.timezone, facts.active);
		this.settings.saveProfile(profile);
		return profile;
	}

	/** Closes the object, as its patient is being deleted, or opens it again. */
	async setActive(active: boolean, now: number): Promise<void> {
		const profile = this.settings.profile() ?? (await this.lookUpProfile());
		if (profile) this.settings.saveProfile({ ...profile, active, ...(!active && { closedAt: now }) });
		this.reopen();
	}

	/**
	 * Opens a closed object whose patient is there after all: the deletion that closed it has come to nothing. Answers
	 * when to ask again (Unix ms) where it may still be under way, else null.
	 */
	async reviewClosing(now: number): Promise<number | null> {
		const closed = this.settings.profile();
		if (!closed || closed.active) return null;
		const settledAt = (closed.closedAt ?? 0) + DELETION_MS;
		if (now < settledAt) return settledAt;
		const facts = await patientFacts(database(this.env), this.patientId);
		const current = this.settings.profile();
		// Another deletion may have begun meanwhile: it has its own time.
		if (facts?.active && current && !current.active && current.closedAt === closed.closedAt)
			await this.setActive(true, now);
		return null;
	}

	/** Looks up the devices that the object has not heard of. */
	async learnDevices(references: readonly (number | string)[]): Promise<void> {
		const unknown = this.devices.unknown(references);
		if (unknown.length === 0) return;
		this.devices.learn(await devicesOfPatient(database(this.env), this.patientId, unknown));
	}

	/** Keeps what the audit trail is to say: it is in another store, which may not be there just now. */
	note(by: Doer, what: Pick<AuditNote, "entity" | "entityId" | "at">): void {
		this.notes.add({ ...by, ...what, patientId: this.patientId });
	}

	/** All of it or nothing. */
	transaction<T>(work: () => T): T {
		try {
			return this.storage.transactionSync(work);
		} catch (error) {
			// What is in memory may be ahead of what was rolled back.
			this.forget();
			throw error;
		}
	}

	/**
	 * Deletes all that is stored, and stays closed: whoever still calls finds no patient, and the database is not asked who
	 * it was. Answers how many readings there were; none of an object that was erased before.
	 */
	async erase(now: number): Promise<number> {
		const profile = this.settings.profile();
		const count = profile ? new DayStore(this.storage.sql, daysOf(profile)).allTime().count : 0;
		await this.storage.deleteAll();
		this.migrate();
		this.forget();
		this.settings.saveProfile({ ...newProfile("UTC", false), closedAt: now });
		return count;
	}

	/** Reads all that is needed anew. */
	private forget(): void {
		this.reopen();
		const { readings, alerts, settings, outbox, notes, devices } = this;
		for (const store of [readings, alerts, settings, outbox, notes, devices]) store.forget();
	}

	history(days: DayStore): History {
		return { readings: this.readings, days, slots: this.devices.slots() };
	}
}
