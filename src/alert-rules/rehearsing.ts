import { visiblePatient } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { problem } from "../http/problem.ts";
import { ALWAYS, dateOf, LocalDays } from "../monitor/local-days.ts";
import { MINUTE_MS } from "../monitor/rules.ts";
import { monitorOf } from "../monitor/stub.ts";
import type { RehearseBody } from "./schema.ts";
import { checked } from "./service.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;
const MOST_ALERTS = 1_000;

const minutesOf = (ms: number): number => Math.round(ms / (MINUTE_MS / 10)) / 10;
const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What a rule would have found in the last days, without keeping anything. Throws `not_found` and `invalid`. */
export async function rehearseRule({ db, env, actor }: ServiceContext, patientId: number, body: RehearseBody) {
	const { days: asked, ...fields } = body;
	const { timezone } = await visiblePatient(db, actor, patientId);
	const now = Date.now();
	const from = now - asked * DAY_MS;
	const found = await monitorOf(env, patientId).rehearse(checked(fields), from);
	if (found.outcome === "no_patient") throw problem("not_found");
	const local = new LocalDays([{ from: ALWAYS, zone: timezone }]);
	const alerts = found.value.map(({ startedAt, openedAt, raisedAt, closedAt, endedBy, device }) => ({
		...{ device, started_at: new Date(startedAt).toISOString(), opened_at: new Date(openedAt).toISOString() },
		...{ raised_at: isoOrNull(raisedAt), closed_at: isoOrNull(closedAt), ended_by: endedBy },
		minutes: minutesOf((closedAt ?? now) - openedAt),
		date: dateOf(local.dayAt(openedAt)),
	}));
	const days = [...Map.groupBy(alerts, ({ date }) => date)].map(([date, ofDay]) => ({
		...{
			date,
			count: ofDay.length,
			minutes: minutesOf(ofDay.reduce((sum, { minutes }) => sum + minutes, 0) * MINUTE_MS),
		},
	}));
	return {
		...{ timezone, from: new Date(from).toISOString(), to: new Date(now).toISOString() },
		...{ count: alerts.length, per_day: Math.round((alerts.length / asked) * 100) / 100 },
		minutes: minutesOf(days.reduce((sum, { minutes }) => sum + minutes, 0) * MINUTE_MS),
		days,
		alerts: alerts.slice(-MOST_ALERTS).map(({ date, ...alert }) => alert),
	};
}
