import { and, eq, gt, lte, max, sql } from "drizzle-orm";
import { visiblePatients } from "../auth/access.ts";
import type { UserActor } from "../auth/actor.ts";
import type { Database } from "../db/client.ts";
import { agedTrend } from "../monitor/trend.ts";
import { patients, patientVitals } from "../patients/table.ts";
import type { Feed, Outlet } from "./feed.ts";
import { InView } from "./in-view.ts";
import { wardAlerts } from "./table.ts";

/** So many events of a kind at most with one look; the next one goes on. */
const MOST = 500;

function vitalsAnswer(row: typeof patientVitals.$inferSelect, now: number) {
	const { lastReadingAt, lastHeartRate, todayMin, todayMax, todayAvg, todayCount } = row;
	return {
		patient: row.patientId,
		last_reading: lastReadingAt && { recorded_at: lastReadingAt.toISOString(), heart_rate: lastHeartRate },
		day: row.day,
		today: todayCount === 0 ? null : { min: todayMin, max: todayMax, avg: todayAvg, count: todayCount },
		trend: agedTrend(row.trend, now),
		reading_count: row.readingCount,
		updated_at: row.updatedAt.toISOString(),
	};
}

/**
 * The vitals and alerts of all patients whom the actor sees, read from the database every few seconds: a thousand
 * patients are no thousand connections. Both are numbered in the order of the database's one writer, so that nothing
 * can come to light behind what was seen; who may see a patient is asked with each look anew. Vitals are a state: who
 * was away gets each patient's newest, not those in between. Only of those in view more is heard, and sooner: from
 * their own objects.
 */
export class WardFeed implements Feed {
	private readonly outlet: Outlet;
	private readonly watched: readonly number[];
	private readonly inView: InView;
	private vitals: number | undefined;
	private alert: number | undefined;
	private begun = false;

	/** `wantsLook` is called when it should look at once. */
	constructor(
		env: Env,
		watched: readonly number[],
		after: readonly number[] | null,
		outlet: Outlet,
		wantsLook: () => void,
	) {
		this.outlet = outlet;
		this.watched = watched;
		this.inView = new InView(env, outlet, wantsLook);
		[this.vitals, this.alert] = after ?? [];
	}

	/** It hears of nothing unless it looks. */
	readonly isUrgent = true;

	async look(db: Database, actor: UserActor): Promise<boolean> {
		const [end, visible] = await Promise.all([endOf(db), this.visible(db, actor)]);
		// Never beyond the end: what is there may have been cleaned up, or restored from a copy.
		const vitals = Math.min(this.vitals ?? end.vitals, end.vitals);
		const alert = Math.min(this.alert ?? end.alert, end.alert);
		[this.vitals, this.alert] = [vitals, alert];
		if (!this.begun) this.outlet.begin([vitals, alert]);
		this.begun = true;
		if (this.outlet.isOpen) this.inView.keep(visible);
		if (end.vitals > vitals) await this.sendVitals(db, actor, vitals, end.vitals);
		if (end.alert > alert) await this.sendAlerts(db, actor, alert, end.alert);
		return true;
	}

	end(): void {
		this.inView.end();
	}

	/** Those in view whom the actor sees, in the order in which they were named. */
	private async visible(db: Database, actor: UserActor): Promise<number[]> {
		if (this.watched.length === 0) return [];
		const named = sql`${patients.id} in (select value from json_each(${JSON.stringify(this.watched)}))`;
		const rows = await db
			.select({ id: patients.id })
			.from(patients)
			.where(and(named, visiblePatients(db, actor)));
		const seen = new Set(rows.map(({ id }) => id));
		return this.watched.filter((id) => seen.has(id));
	}

	private async sendVitals(db: Database, actor: UserActor, from: number, to: number): Promise<void> {
		const rows = await db
			.select({ vitals: patientVitals })
			.from(patientVitals)
			.innerJoin(patients, eq(patients.id, patientVitals.patientId))
			.where(and(gt(patientVitals.change, from), lte(patientVitals.change, to), visiblePatients(db, actor)))
			.orderBy(patientVitals.change)
			.limit(MOST);
		for (const { vitals } of rows) {
			this.vitals = vitals.change;
			this.outlet.send("vitals", [vitals.change, this.alert ?? 0], vitalsAnswer(vitals, Date.now()));
		}
		if (rows.length < MOST) this.vitals = to;
	}

	private async sendAlerts(db: Database, actor: UserActor, from: number, to: number): Promise<void> {
		const rows = await db
			.select({ alert: wardAlerts })
			.from(wardAlerts)
			.innerJoin(patients, eq(patients.id, wardAlerts.patientId))
			.where(and(gt(wardAlerts.id, from), lte(wardAlerts.id, to), visiblePatients(db, actor)))
			.orderBy(wardAlerts.id)
			.limit(MOST);
		for (const { alert } of rows) {
			this.alert = alert.id;
			this.outlet.send("alert", [this.vitals ?? 0, alert.id], alert.event);
		}
		if (rows.length < MOST) this.alert = to;
	}
}

/** The numbers of the newest of each: two looks at the ends of indexes. */
async function endOf(db: Database): Promise<{ vitals: number; alert: number }> {
	const [vitals, alert] = await Promise.all([
		db
			.select({ end: max(patientVitals.change) })
			.from(patientVitals)
			.get(),
		db
			.select({ end: max(wardAlerts.id) })
			.from(wardAlerts)
			.get(),
	]);
	return { vitals: vitals?.end ?? 0, alert: alert?.end ?? 0 };
}
