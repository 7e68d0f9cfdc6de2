import type { AlertRule, RuleDefinition } from "./rules.ts";

/** A version of a rule, and who wrote it when; the patient's first rules were written by nobody. */
export interface RuleVersion {
	rule: AlertRule;
	author: number | null;
	/** Unix ms. */
	at: number;
	/** With this version the rule was taken away. */
	isRemoved: boolean;
}

type Row = {
	id: number;
	version: number;
	definition: string;
	since: number;
	author: number | null;
	at: number;
	removed: number;
};

/** The alert rules of one patient, in all their versions: an episode names the one that opened it. */
export class RuleStore {
	private readonly sql: SqlStorage;
	private known: AlertRule[] | undefined;

	constructor(sql: SqlStorage) {
		this.sql = sql;
	}

	/** Those that are there, each in its newest version. */
	all(): readonly AlertRule[] {
		this.known ??= this.versions(
			`WHERE removed = 0 AND version = (SELECT max(version) FROM alert_rules newest WHERE newest.id = alert_rules.id)`,
		).map(({ rule }) => rule);
		return this.known;
	}

	byId(id: number): AlertRule | undefined {
		return this.all().find((rule) => rule.id === id);
	}

	/** Every version of a rule, the newest first; also of one that was taken away. */
	history(id: number): RuleVersion[] {
		return this.versions(`WHERE id = ?`, id).reverse();
	}

	/** Writes a version: of a new rule where there is no id. Within a transaction. */
	save(
		definition: RuleDefinition,
		{ id, version, since }: { id: number | null; version: number; since: number },
		by: Author,
	): AlertRule {
		const row = this.sql
			.exec<{ id: number }>(
				`INSERT INTO alert_rules (id, version, definition, since, author, at, removed)
				VALUES (coalesce(?, (SELECT coalesce(max(id), 0) + 1 FROM alert_rules)), ?, ?, ?, ?, ?, ?) RETURNING id`,
				id,
				version,
				JSON.stringify(definition),
				since,
				by.author,
				by.at,
				by.removes ? 1 : 0,
			)
			.one();
		this.known = undefined;
		return { ...definition, id: row.id, version, since };
	}

	/** A rule as it was in one of its versions. */
	version(id: number, version: number): AlertRule | undefined {
		return this.versions(`WHERE id = ? AND version = ?`, id, version)[0]?.rule;
	}

	/** Forgets what is in memory: after a transaction that did not commit. */
	forget(): void {
		this.known = undefined;
	}

	private versions(where: string, ...bindings: number[]): RuleVersion[] {
		return this.sql
			.exec<Row>(`SELECT * FROM alert_rules ${where} ORDER BY id, version`, ...bindings)
			.toArray()
			.map(({ id, version, definition, since, author, at, removed }) => {
				// `save` wrote it.
				const rule: AlertRule = { ...(JSON.parse(definition) as RuleDefinition), id, version, since };
				return { rule, author, at, isRemoved: removed === 1 };
			});
	}
}

/** Who writes a version of a rule, when (Unix ms), and whether to take the rule away. */
export interface Author {
	author: number | null;
	at: number;
	removes?: boolean;
}
