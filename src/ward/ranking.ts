import { type SQL, sql } from "drizzle-orm";
import { rankOf, SILENT_MS, type Standing } from "./standing.ts";

/** The rank is a number of ours, not of a client's: written out, it is no bound parameter. */
const rank = (standing: Standing): SQL => sql.raw(String(rankOf(standing)));

/** The order of a patient's open alerts: what nobody has seen to first, then the critical, then who has waited longest. */
export const ALERT_ORDER = sql`status = 'acknowledged', severity <> 'critical', opened_at, id`;

/**
 * A patient's rank, of `worst_status` and `worst_severity` (of the first by `ALERT_ORDER`, null without one) and
 * `last_reading_at`. This is the rule; what the ranks are called is in `standing.ts`.
 */
export const rankAt = (now: Date): SQL => sql`case
	when worst_status = 'open' and worst_severity = 'critical' then ${rank("critical")}
	when worst_status = 'open' then ${rank("alert")}
	when worst_status = 'acknowledged' then ${rank("acknowledged")}
	when last_reading_at is null then ${rank("never")}
	when last_reading_at < ${now.getTime() - SILENT_MS} then ${rank("silent")}
	else ${rank("steady")} end`;

/**
 * The worst first. Of one standing: the critical, then whose alert has waited longest; of the silent, who fell silent
 * last; else by name. The id settles ties, so that pages never overlap. `rows` have the columns that `rankAt` asks for.
 */
export function worstFirst(rows: SQL): SQL {
	const waiting = sql`${rows}.worst_severity <> 'critical', ${rows}.worst_opened_at`;
	const silent = sql`case ${rows}.rank when ${rank("silent")} then -${rows}.last_reading_at end`;
	return sql`${rows}.rank, ${waiting}, ${silent}, lower(${rows}.last_name), lower(${rows}.first_name), ${rows}.id`;
}
