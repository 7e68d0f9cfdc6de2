import { DurableObject } from "cloudflare:workers";
import { database } from "../db/client.ts";
import { devicesOfPatient } from "../devices/directory.ts";
import { patientFacts, pushVitals } from "../patients/vitals.ts";
import { AlertStore } from "./alert-store.ts";
import { backoff } from "./backoff.ts";
import { FUTURE_MS } from "./chunk.ts";
import type { Found, FoundReading, Ingested, NoPatient, ReadingPage, ReadingQuery, Writer } from "./contract.ts";
import { DayStore } from "./day-store.ts";
import { type DeviceFacts, DeviceStore, type KnownDevice } from "./device-store.ts";
import { type Batch, store } from "./ingest.ts";
import { ALWAYS, type Day } from "./local-days.ts";
import { migrate } from "./migrations.ts";
import { Outbox } from "./outbox.ts";
import { daysOf, newProfile, type Profile, SettingStore } from "./profile.ts";
import { readingId, readingPage } from "./reading-page.ts";
import { ReadingStore, type SlotReading } from "./reading-store.ts";
import {
	type Bucket,
	buckets,
	type History,
	type Period,
	type Point,
	type Resolution,
	type Summary,
	series,
	summarize,
} from "./statistics.ts";
import { vitalsOf } from "./vitals.ts";
import { watch } from "./watch.ts";

/** The ward list hears of a patient at most this often. */
const PUSH_MS = 60_000;
/** An alarm that has not come by then was lost: it is set again. */
const OVERDUE_MS = 60_000;

const NO_PATIENT: NoPatient = { outcome: "no_patient" };

/** One patient's monitor: the only writer of their readings, which makes create-if-absent exact. */
export class PatientMonitor extends DurableObject<Env> {
	private readonly settings: SettingStore;
	private readonly devices: DeviceStore;
	private readonly readings: ReadingStore;
	private readonly alerts: AlertStore;
	private readonly outbox: Outbox;
	private opened: { profile: Profile; days: DayStore } | undefined;
	private alarmAt: number | null = null;
	private failures = 0;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		const { sql } = ctx.storage;
		this.settings = new SettingStore(sql);
		this.devices = new DeviceStore(sql);
		this.readings = new ReadingStore(sql);
		this.alerts = new AlertStore(sql);
		this.outbox = new Outbox(sql);
		ctx.blockConcurrencyWhile(async () => {
			migrate(ctx.storage);
			this.alarmAt = await ctx.storage.getAlarm();
		});
	}

	/** Stores a batch of readings: acknowledged means stored. No database is asked for a device that is known. */
	async ingest(writer: Writer, batch: Batch): Promise<Ingested> {
		await this.learnDevices(writer.kind === "device" ? [writer.deviceId] : batch.devices);
		// Last, because an open object opens without I/O: what it answers is still true when the transaction begins.
		const days = await this.open();
		if (!days) return NO_PATIENT;
		if (writer.kind === "device" && !this.accepts(writer)) return { outcome: "token_revoked" };
		const now = Date.now();
		const devices = batch.devices.map((reference) => this.writable(writer, reference));
		const { verdicts, changed } = this.transaction(() => {
			const stored = store(this.readings, days, batch, devices, now);
			const watched = { patientId: this.patientId, alerts: this.alerts, readings: this.readings };
			for (const event of watch(watched, stored.changed, now)) this.outbox.add(event);
			return stored;
		});
		if (changed.length > 0) await this.arm(this.outbox.isEmpty() ? this.nextPush(now) : now);
		return { outcome: "stored", verdicts, only: batch.at.length === 1 ? this.onlyOf(batch) : null };
	}

	/** Readings newest first, a page at a time. */
	async find(query: ReadingQuery): Promise<Found<ReadingPage>> {
		const days = await this.open();
		if (!days) return NO_PATIENT;
		const slots = query.device === null ? this.slots() : this.slotsOf(query.device);
		const { total, page, more } = readingPage(this.readings, days, slots, query);
		return { outcome: "found", value: { total, readings: page.map((reading) => this.found(reading)), more } };
	}

	async summary(): Promise<Found<Summary>> {
		return this.ask((history) => summarize(history, Date.now()));
	}

	/** Null for the first or the last day with readings. */
	async buckets(
		period: Period,
		from: Day | null,
		to: Day | null,
	): Promise<Found<{ timezone: string; buckets: Bucket[] }>> {
		return this.ask((history) => ({
			timezone: history.days.local.zoneAt(Date.now()),
			buckets: buckets(history, period, from, to),
		}));
	}

	/** Unix ms; `from` included, `to` not. */
	async series(
		resolution: Resolution,
		from: number,
		to: number,
	): Promise<Found<{ timezone: string; points: Point[] }>> {
		return this.ask((history) => ({
			timezone: history.days.local.zoneAt(Date.now()),
			points: series(history, resolution, from, to),
		}));
	}

	/** Tells the object of a device: a new one, one whose token changed, or one that was taken away. */
	async putDevice(device: DeviceFacts): Promise<void> {
		this.devices.put(device);
		// Now rather than with the device's first reading, which shall ask no database.
		await this.open();
	}

	/**
	 * The patient's zone from an instant on (Unix ms), or from now where null. Without readings yet it is simply the
	 * zone; the days around and after that instant are cut anew.
	 */
	async setTimezone(timezone: string, from: number | null): Promise<void> {
		const days = await this.open();
		if (!days) return;
		const empty = days.allTime().count === 0;
		const begin = empty ? ALWAYS : (from ?? Date.now() + FUTURE_MS);
		if (from === null && days.local.zoneAt(begin) === timezone) return;
		const moved = days.local.moved(timezone, begin);
		this.transaction(() => {
			this.settings.saveProfile({ active: true, periods: moved.periods });
			if (!empty && this.readings.span(this.slots()).to > begin) days.recut(moved, begin, this.readings, this.slots());
		});
		this.opened = undefined;
	}

	/** Closes the object when its patient is deleted, and opens it again when restored. */
	async setActive(active: boolean): Promise<void> {
		const profile = this.settings.profile() ?? (await this.lookUpProfile());
		if (profile) this.settings.saveProfile({ ...profile, active });
		this.opened = undefined;
		if (active) await this.arm(this.nextPush(Date.now()));
	}

	/** Sends what waits, and tells the ward list of the newest vitals. Never throws: a given-up alarm would be the end. */
	override async alarm(): Promise<void> {
		this.alarmAt = null;
		const now = Date.now();
		try {
			await this.outbox.drain(this.env.NOTIFICATIONS);
			const due = this.nextPush(now);
			if (due > now) await this.arm(due);
			else await this.push(now);
			this.failures = 0;
		} catch (error) {
			this.failures += 1;
			const name = error instanceof Error ? error.name : "unknown";
			console.error(JSON.stringify({ level: "error", at: "monitor alarm", error: name, failures: this.failures }));
			await this.arm(Date.now() + backoff(this.failures));
		}
	}

	private get patientId(): number {
		return Number(this.ctx.id.name);
	}

	private slots(): number[] {
		return this.devices.all().map((device) => device.slot);
	}

	private slotsOf(reference: number | string): number[] {
		const device = this.devices.recall(reference);
		return device ? [device.slot] : [];
	}

	private accepts({ deviceId, tokenId }: Extract<Writer, { kind: "device" }>): boolean {
		const device = this.devices.byId(deviceId);
		return device !== undefined && !device.removed && device.tokenId === tokenId;
	}

	/** The device that a reference means, if this writer may write for it: a token speaks for one device only. */
	private writable(writer: Writer, reference: number | string): KnownDevice | undefined {
		const device = this.devices.find(reference);
		return writer.kind === "device" && device?.id !== writer.deviceId ? undefined : device;
	}

	private transaction<T>(work: () => T): T {
		try {
			return this.ctx.storage.transactionSync(work);
		} catch (error) {
			// What is in memory may be ahead of what was rolled back.
			this.opened = undefined;
			this.alerts.forget();
			throw error;
		}
	}

	/** The patient's days, or undefined where there is no patient (any more). */
	private async open(): Promise<DayStore | undefined> {
		if (!this.opened) {
			const profile = this.settings.profile() ?? (await this.lookUpProfile());
			if (!profile) return undefined;
			this.opened ??= { profile, days: new DayStore(this.ctx.storage.sql, daysOf(profile)) };
		}
		return this.opened.profile.active ? this.opened.days : undefined;
	}

	/** Asks the database once; whatever was set meanwhile is newer and wins. */
	private async lookUpProfile(): Promise<Profile | undefined> {
		const facts = await patientFacts(database(this.env), this.patientId);
		const known = this.settings.profile();
		if (known || !facts) return known;
		const profile = newProfile(facts.timezone, facts.active);
		this.settings.saveProfile(profile);
		return profile;
	}

	private async learnDevices(references: readonly (number | string)[]): Promise<void> {
		const unknown = references.filter(
			(reference) => !this.devices.find(reference) && !(typeof reference === "number" && this.devices.byId(reference)),
		);
		if (unknown.length === 0) return;
		this.devices.learn(await devicesOfPatient(database(this.env), this.patientId, unknown));
	}

	private async ask<T>(question: (history: History) => T): Promise<Found<T>> {
		const days = await this.open();
		if (!days) return NO_PATIENT;
		return { outcome: "found", value: question({ readings: this.readings, days, slots: this.slots() }) };
	}

	private onlyOf({ devices, at }: Batch): FoundReading | null {
		const slot = this.devices.find(devices[0] ?? 0)?.slot;
		const reading = slot === undefined ? undefined : this.readings.at(slot, at[0] ?? 0);
		return slot !== undefined && reading ? this.found({ ...reading, slot }) : null;
	}

	private found(reading: SlotReading): FoundReading {
		const { at, bpm, arrived, slot } = reading;
		const device = this.devices.all().find((known) => known.slot === slot);
		return { id: readingId(reading), device: device?.id ?? 0, deviceName: device?.deviceId ?? "", at, bpm, arrived };
	}

	private nextPush(now: number): number {
		return Math.max(now, this.settings.pushedAt() + PUSH_MS);
	}

	/** Sets the one alarm, unless an earlier one is set: each setting is billed as a written row. */
	private async arm(at: number): Promise<void> {
		const overdue = this.alarmAt !== null && this.alarmAt < Date.now() - OVERDUE_MS;
		if (this.alarmAt !== null && this.alarmAt <= at && !overdue) return;
		this.alarmAt = at;
		await this.ctx.storage.setAlarm(at);
	}

	private async push(now: number): Promise<void> {
		const days = await this.open();
		if (!days) return;
		// Before the push: readings that come during it must not bring the next one forward.
		this.settings.savePushedAt(now);
		const vitals = vitalsOf({ readings: this.readings, days, slots: this.slots() }, this.devices.all(), now);
		await pushVitals(database(this.env), this.patientId, vitals);
	}
}
