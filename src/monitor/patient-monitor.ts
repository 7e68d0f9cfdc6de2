import { DurableObject } from "cloudflare:workers";
import { alertId } from "../alert-engine/alert-event.ts";
import { type Tally, tally } from "../alert-engine/rehearsal.ts";
import type { RuleVersion } from "../alert-engine/rule-store.ts";
import type { RuleDefinition } from "../alert-engine/rules.ts";
import { type ReadingAnswer, readingAnswer } from "../heart-rate/answer.ts";
import { type ReadingsPage, writtenPage } from "../heart-rate/page.ts";
import { dataResponse } from "../http/data-response.ts";
import { type Json, toJson } from "../json.ts";
import { countIngest } from "../operations/counters.ts";
import { Chores } from "./chores.ts";
import type {
	AlertDetail,
	Doer,
	Found,
	FoundReading,
	Ingested,
	NoPatient,
	ReadingQuery,
	RehearsedAlert,
	RuleChange,
	Writer,
	WrittenRule,
} from "./contract.ts";
import type { DeviceFacts } from "./device-store.ts";
import { questionIn } from "./doors.ts";
import { findReadings } from "./finding.ts";
import { type Batch, store } from "./ingest.ts";
import { LiveSockets } from "./live-sockets.ts";
import { ALWAYS, type Day, LocalDays } from "./local-days.ts";
import { PatientState } from "./patient-state.ts";
import { readingId } from "./reading-id.ts";
import type { SlotReading } from "./reading-store.ts";
import { type Removal, removeReadings } from "./removal.ts";
import {
	type Buckets,
	buckets,
	type History,
	type Period,
	type Point,
	type Resolution,
	type Summary,
	series,
} from "./statistics.ts";
import { WrittenReadings } from "./written-readings.ts";
import { WrittenSummary } from "./written-summary.ts";
import { changeZone } from "./zone-change.ts";

const NO_PATIENT: NoPatient = { outcome: "no_patient" };

/** One patient's monitor: the only writer of their readings, which makes create-if-absent exact. */
export class PatientMonitor extends DurableObject<Env> {
	private readonly state: PatientState;
	private readonly chores: Chores;
	private readonly live: LiveSockets;
	private readonly texts = new WrittenReadings();
	private readonly lastSummary = new WrittenSummary();

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.state = new PatientState(ctx, env, () => this.live.tell());
		this.chores = new Chores(this.state, ctx.storage, env, () => this.live.shown());
		ctx.blockConcurrencyWhile(async () => {
			this.state.migrate();
			this.live.begin();
			await this.chores.recall();
		});
		const { state } = this;
		this.live = new LiveSockets(ctx, state.readings, {
			patientId: () => state.patientId,
			isPatient: async () => (await state.open()) !== undefined,
			ingest: (writer, batch) => this.take(writer, batch),
			accepts: (writer) => state.devices.accepts(writer),
			count: (outcomes) => countIngest(env, "socket", outcomes),
			slots: () => state.devices.slots(),
			found: (reading) => this.found(reading),
		});
	}

	/** Opens a WebSocket, for a device or for a viewer, or answers a question; doors.ts knows the addresses. */
	override async fetch(request: Request): Promise<Response> {
		const asked = questionIn(request);
		if (!asked) return this.live.open(new URL(request.url));
		const [question, sending] = asked;
		const json = await (question === "summary" ? this.summary() : this.find(question.query, question.url));
		return json === null ? new Response(null, { status: 404 }) : dataResponse(json, 200, sending);
	}

	override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		return this.live.receive(socket, message);
	}

	/** Stores a batch of readings: acknowledged means stored. No database is asked for a device that is known. */
	async ingest(writer: Writer, batch: Batch): Promise<Json<Ingested>> {
		return toJson(await this.take(writer, batch));
	}

	private async take(writer: Writer, batch: Batch): Promise<Ingested> {
		const { state } = this;
		// A watch that goes on sending for somebody who was erased asks no database.
		if (state.isClosed()) return NO_PATIENT;
		await state.learnDevices(writer.kind === "device" ? [writer.deviceId] : batch.devices);
		// Last, because an open object opens without I/O: what it answers is still true when the transaction begins.
		const days = await state.open();
		if (!days) return NO_PATIENT;
		if (writer.kind === "device" && !state.devices.accepts(writer)) return { outcome: "token_revoked" };
		const now = Date.now();
		const devices = batch.devices.map((reference) => state.devices.writable(writer, reference));
		const { verdicts, changed, last } = state.transaction(() => {
			const stored = store(state.readings, days, batch, devices, now);
			state.outbox.add(state.alerts.take(stored.changed, now));
			return stored;
		});
		// First: whatever happens to those who watch, what is due will be done.
		if (changed.length > 0) await this.chores.plan(now);
		if (changed.length > 0) this.live.tell();
		return { outcome: "stored", verdicts, only: batch.at.length === 1 && last ? this.found(last) : null };
	}

	/** Erases readings; what was done is audited, sooner or later. */
	async eraseReadings(removal: Removal): Promise<Found<number | "no_device">> {
		if (!(await this.state.open())) return NO_PATIENT;
		const now = Date.now();
		try {
			const value = await removeReadings(this.state, removal, now);
			return value === "no_patient" ? NO_PATIENT : { outcome: "found", value };
		} finally {
			await this.chores.plan(now);
			this.live.tell();
			await this.chores.record().catch(() => {});
		}
	}

	/** A page of the readings, newest first, as the API answers it at this address. */
	async find(query: ReadingQuery, url: string): Promise<Json<ReadingsPage> | null> {
		const days = await this.state.open();
		if (!days) return null;
		const { readings, slots } = this.state.history(days);
		const device = query.device === null ? null : this.state.devices.recall(query.device);
		const asked = query.device === null ? slots : device ? [device.slot] : [];
		const { total, page, more } = findReadings(readings, days, asked, query);
		const last = more ? page.at(-1) : undefined;
		const patient = this.state.patientId;
		return writtenPage(
			url,
			total,
			page.map((reading) => this.written(reading)),
			last ? { id: readingId(last), patient } : null,
		);
	}

	async summary(): Promise<Json<Summary> | null> {
		const days = await this.state.open();
		return days ? this.lastSummary.of(this.state.history(days), Date.now()) : null;
	}

	/** Null for the first or the last day with readings. */
	async buckets(period: Period, from: Day | null, to: Day | null): Promise<Json<Buckets> | null> {
		return this.answer((history) => ({
			period,
			timezone: history.days.local.zoneAt(Date.now()),
			results: buckets(history, period, from, to),
		}));
	}

	/** Unix ms; `from` included, `to` not. */
	async series(
		resolution: Resolution,
		from: number,
		to: number,
	): Promise<Json<{ timezone: string; points: Point[] }> | null> {
		return this.answer((history) => ({
			timezone: history.days.local.zoneAt(Date.now()),
			points: series(history, resolution, from, to),
		}));
	}

	/** The alert rules, each in its newest version; or one of them in all its versions, the newest first. */
	async rules(id: number | null): Promise<Found<RuleVersion[]>> {
		return this.ask(() => this.state.alerts.versions(id));
	}

	/** Writes an alert rule; what is open by it is told at once, and what was done is audited, sooner or later. */
	async writeRule(change: RuleChange): Promise<WrittenRule | NoPatient> {
		const { state } = this;
		if (!(await state.open())) return NO_PATIENT;
		const now = Date.now();
		const written = state.transaction(() => {
			const { written, events } = state.alerts.write(change, now);
			state.outbox.add(events);
			if (written.outcome === "written")
				state.note(change.by, { entity: "alert-rule", entityId: written.version.rule.id, at: now });
			return written;
		});
		await this.chores.plan(now);
		await this.chores.record().catch(() => {});
		return written;
	}

	/** What a rule would have found since an instant (Unix ms), by the days of a zone: nothing is kept. */
	async rehearse(definition: RuleDefinition, since: number, zone: string): Promise<Found<Tally<RehearsedAlert>>> {
		const now = Date.now();
		const local = new LocalDays([{ from: ALWAYS, zone }]);
		return this.ask(() => tally(this.state.alerts.rehearse(definition, since, now), local, now));
	}

	/** An episode, the rule as it was, and the readings that opened it; null where there is none. */
	async alert(id: number): Promise<Found<AlertDetail | null>> {
		return this.ask(() => this.state.alerts.detail(id) ?? null);
	}

	/** Notes that a user has seen an open episode, which stops its ladder. */
	async acknowledge(id: number, by: Doer): Promise<Found<"acknowledged" | "known" | "closed" | "no_alert">> {
		const { state } = this;
		const now = Date.now();
		const answer = await this.ask(() =>
			state.transaction(() => {
				const done = state.alerts.acknowledge(id, by.actorId, now);
				if (typeof done === "string") return done;
				state.outbox.show([done]);
				state.note(by, { entity: "alert", entityId: alertId(state.patientId, id), at: now });
				return "acknowledged";
			}),
		);
		await this.chores.plan(now);
		// Who acknowledges looks at the list next. It is done whether or not the database can be written: the alarm will.
		await Promise.allSettled([this.chores.publish(), this.chores.record()]);
		return answer;
	}

	/** Does what is overdue: for who finds that the alarm has not come. */
	async wake(): Promise<void> {
		await this.chores.wake();
	}

	/** Whether it knows the device, or has room for one more. */
	async hasRoomFor(deviceId: number): Promise<boolean> {
		return this.state.devices.hasRoomFor(deviceId);
	}

	/** Tells the object of a device: a new one, one whose token changed, or one that was taken away. */
	async putDevice(device: DeviceFacts): Promise<void> {
		this.state.devices.put(device);
		this.live.review();
		// Now rather than with the device's first reading, which shall ask no database.
		await this.state.open();
	}

	/** The patient's zone from an instant on (Unix ms), or from now where null. */
	async setTimezone(timezone: string, from: number | null): Promise<void> {
		const days = await this.state.open();
		if (days) changeZone(this.state, days, timezone, from);
	}

	/** Closes the object when its patient is deleted, and opens it again when restored. */
	async setActive(active: boolean): Promise<void> {
		const now = Date.now();
		await this.state.setActive(active, now);
		if (!active) this.live.closeAll();
		// A closed one too: its alarm sees whether the patient was deleted indeed.
		await this.chores.plan(now);
	}

	/** Forgets all there ever was, for good, and stays closed. Answers how many readings that were. */
	async erase(): Promise<number> {
		await this.setActive(false);
		// What the audit trail has not heard of yet goes with all the rest: without the trail nothing is erased.
		await this.chores.record();
		return this.state.erase(Date.now());
	}

	override alarm(): Promise<void> {
		return this.chores.run();
	}

	private async ask<T>(question: (history: History) => T): Promise<Found<T>> {
		const days = await this.state.open();
		if (!days) return NO_PATIENT;
		return { outcome: "found", value: question(this.state.history(days)) };
	}

	/** The answer of what is asked all the time; null where there is no patient. */
	private async answer<T>(question: (history: History) => T): Promise<Json<T> | null> {
		const found = await this.ask(question);
		return found.outcome === "no_patient" ? null : toJson(found.value);
	}

	private written(reading: SlotReading): Json<ReadingAnswer> {
		const device = this.state.devices.bySlot(reading.slot);
		const answer = () => readingAnswer(this.found(reading), this.state.patientId);
		return device ? this.texts.of(device, reading, answer) : toJson(answer());
	}

	private found(reading: SlotReading): FoundReading {
		const { at, bpm, arrived, slot } = reading;
		const device = this.state.devices.bySlot(slot);
		return { id: readingId(reading), device: device?.id ?? 0, deviceName: device?.deviceId ?? "", at, bpm, arrived };
	}
}
