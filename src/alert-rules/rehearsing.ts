import { noteAccess } from "../accesses/noting.ts";
import { MINUTE_MS } from "../alert-engine/rules.ts";
import { visiblePatient } from "../auth/access.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { problem } from "../http/problem.ts";
import { monitorOf } from "../monitor/stub.ts";
import type { RehearseBody } from "./schema.ts";
import { checked } from "./service.ts";

const DAY_MS = 24 * 60 * MINUTE_MS;

const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What a rule would have found in the last days, without keeping anything. Throws `not_found` and `invalid`. */
export async function rehearseRule(context: ServiceContext, patientId: number, body: RehearseBody) {
	const { db, env, actor } = context;
	const { days: asked, ...fields } = body;
	const { timezone } = await visiblePatient(db, actor, patientId);
	noteAccess(context, patientId, "heart_rate");
	const now = Date.now();
	const from = now - asked * DAY_MS;
	const found = await (await monitorOf(env, patientId)).rehearse(checked(fields), from, timezone);
	if (found.outcome === "no_patient") throw problem("not_found");
	const { count, minutes, days, alerts } = found.value;
	return {
		...{ timezone, from: new Date(from).toISOString(), to: new Date(now).toISOString() },
		...{ count, per_day: Math.round((count / asked) * 100) / 100, minutes, days },
		alerts: alerts.map(({ startedAt, openedAt, raisedAt, closedAt, endedBy, device, minutes }) => ({
			...{ device, started_at: new Date(startedAt).toISOString(), opened_at: new Date(openedAt).toISOString() },
			...{ raised_at: isoOrNull(raisedAt), closed_at: isoOrNull(closedAt), ended_by: endedBy, minutes },
		})),
	};
}
