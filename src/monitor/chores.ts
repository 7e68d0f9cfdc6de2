import { publishAlerts } from "../alerts/publishing.ts";
import { auditNoteRow } from "../audit/service.ts";
import { atomic, database } from "../db/client.ts";
import { countAlerts } from "../operations/counters.ts";
import { pushDue, pushVitals } from "../patients/vitals.ts";
import { showOnWard } from "../streams/ward-alerts.ts";
import { backoff } from "./backoff.ts";
import type { PatientState } from "./patient-state.ts";
import { vitalsOf } from "./vitals.ts";

/** The ward list hears of a patient at most this often. */
const PUSH_MS = 60_000;
/** An alarm that has not come by then was lost: it is set again. */
const OVERDUE_MS = 60_000;
/** How many alerts, or entries of the audit trail, go to the database in one batch. */
const AT_ONCE = 20;

/** What a patient's object does by itself: timers, what waits to be sent, the copies in the database; by its one alarm. */
export class Chores {
	private readonly state: PatientState;
	private readonly storage: DurableObjectStorage;
	private readonly env: Env;
	private readonly onShown: () => void;
	private alarmAt: number | null = null;
	private failures = 0;
	/** After a failure: before then what is due already is not tried again (Unix ms), whoever calls meanwhile. */
	private retryAt = 0;
	/** What was last told to the database: one at a time, so that what it knows is the newest. */
	private telling: Promise<void> = Promise.resolve();

	/** `onShown` is called when the ward's log knows more of the alerts than before. */
	constructor(state: PatientState, storage: DurableObjectStorage, env: Env, onShown: () => void) {
		this.state = state;
		this.storage = storage;
		this.env = env;
		this.onShown = onShown;
	}

	/** Learns what the alarm was set for before the object was evicted. */
	async recall(): Promise<void> {
		this.alarmAt = await this.storage.getAlarm();
	}

	/** Sets the alarm for what there is to do, at once where something waits to be sent. */
	async plan(now: number): Promise<void> {
		const dues = [this.nextPush(now), this.dueAt(now) ?? Number.POSITIVE_INFINITY];
		await this.arm(Math.min(...dues.map((at) => (at > now ? at : Math.max(at, this.retryAt)))));
		// In the background: what the database does not learn now it learns from the alarm, unless that is lost too.
		if (this.retryAt <= now) this.inTurn(() => this.expect(now)).catch(() => {});
	}

	/** Does what is overdue, for who finds that the alarm has not come; what has failed has an alarm of its own. */
	async wake(): Promise<void> {
		if (this.retryAt <= Date.now()) await this.run();
	}

	/** Does what is due and sends what waits. Never throws: an alarm that was given up would be the end. */
	async run(): Promise<void> {
		this.alarmAt = null;
		try {
			await this.work(Date.now());
			this.failures = 0;
			this.retryAt = 0;
		} catch (error) {
			this.failures += 1;
			const name = error instanceof Error ? error.name : "unknown";
			console.error(JSON.stringify({ level: "error", at: "monitor alarm", error: name, failures: this.failures }));
			this.retryAt = Date.now() + backoff(this.failures);
			await this.arm(this.retryAt);
		}
	}

	/** Tells the database what has become of the alerts: first the lists across patients, then who watches the ward. */
	async publish(): Promise<void> {
		await this.list();
		await this.show();
	}

	/** Copies the episodes that have changed. */
	private async list(): Promise<void> {
		const { alerts, patientId } = this.state;
		for (;;) {
			const episodes = alerts.episodes.unpublished(AT_ONCE);
			if (episodes.length === 0) return;
			await publishAlerts(
				database(this.env),
				patientId,
				episodes.flatMap((episode) => alerts.described(episode) ?? []),
			);
			alerts.episodes.markPublished(episodes);
		}
	}

	/** Puts the changes of alerts' states into the ward's log. */
	private async show(): Promise<void> {
		const { transitions, settings } = this.state;
		for (;;) {
			const found = transitions.behind(settings.shownTransition(), AT_ONCE);
			const last = found.at(-1);
			if (!last) return;
			const events = found.map(({ event }) => event);
			await showOnWard(database(this.env), events);
			settings.saveShownTransition(last.id);
			countAlerts(this.env, events);
			this.onShown();
		}
	}

	/** Brings to the audit trail what was done here. */
	async record(): Promise<void> {
		const { notes } = this.state;
		const db = database(this.env);
		for (;;) {
			const [first, ...rest] = notes.first(AT_ONCE);
			if (!first) return;
			await atomic(db, [auditNoteRow(db, first.note), ...rest.map(({ note }) => auditNoteRow(db, note))]);
			notes.drop((rest.at(-1) ?? first).id);
		}
	}

	private async work(now: number): Promise<void> {
		const { state } = this;
		const review = await state.reviewClosing(now);
		if (review !== null) await this.arm(review);
		const isThere = (await state.open()) !== undefined;
		if (isThere) state.transaction(() => state.outbox.add(state.alerts.fire(now)));
		// A list that cannot be written keeps nobody from being told, nor a queue that is down the list.
		const sent = await Promise.allSettled([state.outbox.drain(this.env.NOTIFICATIONS), this.publish(), this.record()]);
		const timer = isThere ? state.alerts.dueAt() : null;
		if (timer !== null) await this.arm(timer);
		for (const end of sent) if (end.status === "rejected") throw end.reason;
		const due = this.nextPush(now);
		if (due > now) await this.arm(due);
		else await this.inTurn(() => this.push(now));
	}

	/** When there is something to do that must not be missed (Unix ms), or null: what waits to be sent is due now. */
	private dueAt(now: number): number | null {
		const { outbox, notes, alerts } = this.state;
		return outbox.isEmpty() && notes.isEmpty() ? alerts.dueAt() : now;
	}

	/**
	 * Tells the database what is due before it expects anything: it must know of each thing that hangs on the alarm, or
	 * else a lost alarm is never noticed. Once for each, as what is put off later is told by the next push.
	 */
	private async expect(now: number): Promise<void> {
		const { settings, patientId } = this.state;
		const due = this.dueAt(now);
		if (due === null || (settings.expectedAt() ?? Number.POSITIVE_INFINITY) <= due) return;
		await pushDue(database(this.env), patientId, due);
		settings.saveExpectedAt(due);
	}

	private inTurn(tell: () => Promise<void>): Promise<void> {
		const told = this.telling.then(tell);
		this.telling = told.catch(() => {});
		return told;
	}

	private nextPush(now: number): number {
		return Math.max(now, this.state.settings.pushedAt() + PUSH_MS);
	}

	/** Sets the one alarm, unless an earlier one is set: each setting is billed as a written row. */
	private async arm(at: number): Promise<void> {
		const overdue = this.alarmAt !== null && this.alarmAt < Date.now() - OVERDUE_MS;
		if (this.alarmAt !== null && this.alarmAt <= at && !overdue) return;
		this.alarmAt = at;
		await this.storage.setAlarm(at);
	}

	private async push(now: number): Promise<void> {
		const { state } = this;
		const days = await state.open();
		if (!days) return;
		// Before the push: readings that come during it must not bring the next one forward.
		state.settings.savePushedAt(now);
		const due = this.dueAt(now);
		const vitals = vitalsOf(state.history(days), state.devices.all(), now, due);
		await pushVitals(database(this.env), state.patientId, vitals);
		state.settings.saveExpectedAt(due);
	}
}
