import type { Episode } from "./episodes.ts";
import type { AlertRule } from "./rules.ts";

/** An episode as it is kept: one of one rule, as that rule was then. */
export interface StoredEpisode extends Episode {
	id: number;
	/** The device whose readings opened it, and close it: another one that lies on a table says nothing. */
	slot: number;
	/** The bpm furthest from calm: of the run that opened it, and of all of it once it is closed. */
	extreme: number;
}

type RuleRow = {
	id: number;
	kind: AlertRule["kind"];
	threshold: number;
	clear_threshold: number;
	sustained_minutes: number;
	max_gap_minutes: number;
	severity: AlertRule["severity"];
	version: number;
};
type EpisodeRow = {
	id: number;
	slot: number;
	started_at: number;
	opened_at: number;
	closed_at: number | null;
	extreme: number;
};

/** The alert rules of one patient and the episodes that they opened. */
export class AlertStore {
	private readonly sql: SqlStorage;
	private known: AlertRule[] | undefined;
	private readonly newest = new Map<number, StoredEpisode | null>();

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	rules(): readonly AlertRule[] {
		this.known ??= this.sql
			.exec<RuleRow>(`SELECT * FROM rules ORDER BY id`)
			.toArray()
			.map(({ clear_threshold, sustained_minutes, max_gap_minutes, ...row }) => ({
				...row,
				clearThreshold: clear_threshold,
				sustainedMinutes: sustained_minutes,
				maxGapMinutes: max_gap_minutes,
			}));
		return this.known;
	}

	/** The rule's last episode, open or closed. */
	last(rule: AlertRule): StoredEpisode | null {
		const cached = this.newest.get(rule.id);
		if (cached !== undefined) return cached;
		const [row] = this.sql
			.exec<EpisodeRow>(
				`SELECT id, slot, started_at, opened_at, closed_at, extreme FROM episodes WHERE rule_id = ?
				ORDER BY id DESC LIMIT 1`,
				rule.id,
			)
			.toArray();
		const episode = row
			? {
					id: row.id,
					slot: row.slot,
					startedAt: row.started_at,
					openedAt: row.opened_at,
					closedAt: row.closed_at,
					extreme: row.extreme,
				}
			: null;
		this.newest.set(rule.id, episode);
		return episode;
	}

	open(rule: AlertRule, slot: number, { startedAt, openedAt }: Episode, extreme: number): StoredEpisode {
		this.newest.delete(rule.id);
		const { id } = this.sql
			.exec<{ id: number }>(
				`INSERT INTO episodes (rule_id, rule_version, slot, started_at, opened_at, extreme)
				VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
				rule.id,
				rule.version,
				slot,
				startedAt,
				openedAt,
				extreme,
			)
			.one();
		return { id, slot, startedAt, openedAt, closedAt: null, extreme };
	}

	close(rule: AlertRule, episode: StoredEpisode, closedAt: number, extreme: number): StoredEpisode {
		this.newest.delete(rule.id);
		this.sql.exec(`UPDATE episodes SET closed_at = ?, extreme = ? WHERE id = ?`, closedAt, extreme, episode.id);
		return { ...episode, closedAt, extreme };
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.newest.clear();
	}
}
