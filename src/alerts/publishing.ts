import { and, eq, getTableColumns, lte, sql } from "drizzle-orm";
import { alertId } from "../alert-engine/alert-event.ts";
import type { Episode } from "../alert-engine/episode-store.ts";
import { severityOf } from "../alert-engine/telling.ts";
import { atomic, type Database } from "../db/client.ts";
import type { DescribedEpisode } from "../monitor/contract.ts";
import { type Alert, type AlertStatus, alerts } from "./table.ts";

const dateOrNull = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** How things stand with an episode. */
export function statusOf({ closedAt, endedBy, acknowledgedAt }: Episode): AlertStatus {
	if (endedBy === "withdrawn") return "withdrawn";
	if (closedAt !== null) return "cleared";
	return acknowledgedAt === null ? "open" : "acknowledged";
}

/** An episode as it is listed among those of all patients. */
export function alertRow(patientId: number, { episode, version, device }: DescribedEpisode): Alert {
	const { rule } = version;
	return {
		...{ id: alertId(patientId, episode.id), patientId, ruleId: rule.id, ruleVersion: rule.version },
		...{ kind: rule.kind, severity: severityOf(episode, rule.severity), status: statusOf(episode), device },
		threshold: rule.kind === "no_data" ? null : rule.threshold,
		sustainedMinutes: rule.sustainedMinutes,
		windowMinutes: rule.kind === "change" ? rule.windowMinutes : null,
		startedAt: new Date(episode.startedAt),
		openedAt: new Date(episode.openedAt),
		raisedAt: dateOrNull(episode.raisedAt),
		closedAt: dateOrNull(episode.closedAt),
		...{ endedBy: episode.endedBy, extreme: episode.extreme },
		...{ acknowledgedBy: episode.acknowledgedBy, acknowledgedAt: dateOrNull(episode.acknowledgedAt) },
		...{ version: episode.version, updatedAt: new Date() },
	};
}

const excluded = Object.fromEntries(
	Object.entries(getTableColumns(alerts)).map(([name, column]) => [name, sql.raw(`excluded."${column.name}"`)]),
);

/** Of the same patient, and not older than what is listed. */
const isNewer = and(lte(alerts.version, sql`excluded.version`), eq(alerts.patientId, sql`excluded.patient_id`));

/** Copies episodes of a patient into the list of alerts; what is older than what is listed changes nothing. */
export async function publishAlerts(
	db: Database,
	patientId: number,
	episodes: readonly DescribedEpisode[],
): Promise<void> {
	const [first, ...rest] = episodes.map((episode) =>
		db
			.insert(alerts)
			.values(alertRow(patientId, episode))
			.onConflictDoUpdate({ target: alerts.id, set: excluded, setWhere: isNewer }),
	);
	if (first) await atomic(db, [first, ...rest]);
}
