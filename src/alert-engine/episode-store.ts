import type { Ended, Span } from "./episodes.ts";
import type { Told } from "./telling.ts";

/** An episode as it is kept. Times in Unix ms. */
export interface Episode extends Span {
	id: number;
	ruleId: number;
	/** The version of the rule by which it is what it is. */
	ruleVersion: number;
	/** The device whose readings made it; null where it was their absence. */
	slot: number | null;
	/** The value furthest from calm, as far as it was looked at; null of a silence. */
	extreme: number | null;
	told: Told;
	/** When people were first told, and the next step of the ladder. */
	toldAt: number | null;
	step: number;
	/** How many times people were told something: what makes each event one of its own. */
	news: number;
	acknowledgedBy: number | null;
	acknowledgedAt: number | null;
	/** Counts the changes. */
	version: number;
}

type Row = {
	id: number;
	rule_id: number;
	rule_version: number;
	slot: number | null;
	started_at: number;
	opened_at: number;
	raised_at: number | null;
	closed_at: number | null;
	ended_by: Ended | null;
	extreme: number | null;
	told: Told;
	told_at: number | null;
	step: number;
	news: number;
	acknowledged_by: number | null;
	acknowledged_at: number | null;
	version: number;
};

const COLUMNS = `id, rule_id, rule_version, slot, started_at, opened_at, raised_at, closed_at, ended_by, extreme, told,
	told_at, step, news, acknowledged_by, acknowledged_at, version`;

/** So many episodes are looked at when the object wakes: each is a row read, and objects wake every minute. */
const FEW = 50;

const episodeOf = (row: Row): Episode => ({
	id: row.id,
	ruleId: row.rule_id,
	ruleVersion: row.rule_version,
	slot: row.slot,
	startedAt: row.started_at,
	openedAt: row.opened_at,
	raisedAt: row.raised_at,
	closedAt: row.closed_at,
	endedBy: row.ended_by,
	extreme: row.extreme,
	told: row.told,
	toldAt: row.told_at,
	step: row.step,
	news: row.news,
	acknowledgedBy: row.acknowledged_by,
	acknowledgedAt: row.acknowledged_at,
	version: row.version,
});

const valuesOf = (episode: Omit<Episode, "id" | "version">) => [
	...[episode.ruleId, episode.ruleVersion, episode.slot, episode.startedAt, episode.openedAt, episode.raisedAt],
	...[episode.closedAt, episode.endedBy, episode.extreme, episode.told, episode.toldAt, episode.step, episode.news],
	...[episode.acknowledgedBy, episode.acknowledgedAt],
];

/** The episodes of one patient. The relational database has a copy of each, for lists across patients. */
export class EpisodeStore {
	private readonly sql: SqlStorage;
	private known: { newest: number; end: number } | undefined;

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/**
	 * The number of the newest one, and an instant (Unix ms) by which all have ended: never while one is open, nor where
	 * there are too many to look at all of them each time the object wakes; 0 before the first.
	 */
	bounds(): { newest: number; end: number } {
		const query = `SELECT coalesce(max(id), 0) AS newest, CASE
			WHEN max(id) > ? OR EXISTS (SELECT 1 FROM alert_episodes WHERE closed_at IS NULL) THEN ?
			ELSE coalesce((SELECT max(closed_at) FROM alert_episodes), 0) END AS end FROM alert_episodes`;
		this.known ??= this.sql.exec<{ newest: number; end: number }>(query, FEW, Number.MAX_SAFE_INTEGER).one();
		return this.known;
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.known = undefined;
	}

	byId(id: number): Episode | undefined {
		return this.select(`WHERE id = ?`, id)[0];
	}

	/**
	 * Those of a rule and a device that began in this range, and those before it back to the last that had opened by then,
	 * in order; none that never was. A rule's episodes of one device do not overlap: at most one had begun and not opened,
	 * and who looks back from the range for the beginning of a run finds the last one's end.
	 */
	around(ruleId: number, slot: number, from: number, to: number): Episode[] {
		const there = `rule_id = ?1 AND slot = ?2 AND ended_by IS NOT 'withdrawn'`;
		return this.select(
			`WHERE ${there} AND started_at <= ?4 AND started_at >= coalesce(
				(SELECT started_at FROM alert_episodes WHERE ${there} AND started_at < ?3 AND opened_at < ?3
				ORDER BY started_at DESC LIMIT 1), ?5)
			ORDER BY started_at`,
			...[ruleId, slot, from, to, Number.MIN_SAFE_INTEGER],
		);
	}

	/** Those of a device, by whatever rule, whose run began and became long enough in this range; none that never was. */
	within(slot: number, from: number, to: number): Episode[] {
		const where = `WHERE slot = ? AND started_at >= ? AND opened_at <= ? AND ended_by IS NOT 'withdrawn' ORDER BY id`;
		return this.select(where, slot, from, to);
	}

	/** Those that are open, of all rules or of one. */
	open(ruleId: number | null = null): Episode[] {
		return this.select(`WHERE closed_at IS NULL AND rule_id = coalesce(?, rule_id) ORDER BY id`, ruleId);
	}

	/** Keeps a new one. */
	add(episode: Omit<Episode, "id" | "version">): Episode {
		this.forget();
		const { id } = this.sql
			.exec<{ id: number }>(
				`INSERT INTO alert_episodes (rule_id, rule_version, slot, started_at, opened_at, raised_at, closed_at, ended_by,
				extreme, told, told_at, step, news, acknowledged_by, acknowledged_at)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
				...valuesOf(episode),
			)
			.one();
		return { ...episode, id, version: 1 };
	}

	/** Keeps one as it is now, if anything is different. */
	save(before: Episode, after: Episode): Episode {
		const values = valuesOf(after);
		if (valuesOf(before).every((value, index) => value === values[index])) return before;
		this.forget();
		this.sql.exec(
			`UPDATE alert_episodes SET rule_id = ?, rule_version = ?, slot = ?, started_at = ?, opened_at = ?, raised_at = ?,
			closed_at = ?, ended_by = ?, extreme = ?, told = ?, told_at = ?, step = ?, news = ?, acknowledged_by = ?,
			acknowledged_at = ?, version = version + 1 WHERE id = ?`,
			...values,
			before.id,
		);
		return { ...after, version: before.version + 1 };
	}

	/** Those whose copy is behind, the oldest first. */
	unpublished(limit: number): Episode[] {
		return this.select(`WHERE published < version ORDER BY id LIMIT ?`, limit);
	}

	markPublished(episodes: readonly Episode[]): void {
		for (const { id, version } of episodes)
			this.sql.exec(`UPDATE alert_episodes SET published = ? WHERE id = ?`, version, id);
	}

	private select(where: string, ...bindings: (number | null)[]): Episode[] {
		return this.sql
			.exec<Row>(`SELECT ${COLUMNS} FROM alert_episodes ${where}`, ...bindings)
			.toArray()
			.map(episodeOf);
	}
}
