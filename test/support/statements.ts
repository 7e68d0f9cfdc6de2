import { env } from "cloudflare:workers";
import { createClient, type InStatement } from "@libsql/client/http";
import { vi } from "vitest";
import { ENGINE } from "./database.ts";

type Go = () => Promise<unknown>;

/** What stands between the Worker and its database. Each answers what `go` does, or fails in its place. */
interface Between {
	/** Around a statement that goes alone. */
	statement?: (sql: string, go: Go) => Promise<unknown>;
	/** Around statements that go as one transaction. */
	transaction?: (sql: readonly string[], go: Go) => Promise<unknown>;
}

interface Intercepted {
	restore: () => void;
}

// The prototypes of D1's sessions and statements, whose methods the runtime gives no types.
type Methods = Record<"raw" | "all" | "run" | "batch" | "execute", (...values: unknown[]) => Promise<unknown>>;
const prototypeOf = (object: object): Methods => Object.getPrototypeOf(object);

const statementOfD1 = (object: unknown) => String(Reflect.get(Object(object), "statement"));

function interceptD1({ statement, transaction }: Between): Intercepted {
	const session = env.DB.withSession();
	const [statements, sessions] = [prototypeOf(session.prepare("select 1")), prototypeOf(session)];
	const { batch } = sessions;
	const spies = statement
		? (["raw", "all", "run"] as const).map((method) => {
				const original = statements[method];
				return vi.spyOn(statements, method).mockImplementation(function (this: unknown, ...values) {
					return statement(statementOfD1(this), () => original.apply(this, values));
				});
			})
		: [];
	if (transaction)
		spies.push(
			vi.spyOn(sessions, "batch").mockImplementation(function (this: unknown, ...values) {
				const list = (values[0] as unknown[]).map(statementOfD1); // The cast: what D1's batch takes.
				return transaction(list, () => batch.apply(this, values));
			}),
		);
	return { restore: () => spies.forEach((spy) => void spy.mockRestore()) };
}

const statementOfLibsql = (sent: InStatement | [string, unknown]) =>
	typeof sent === "string" ? sent : Array.isArray(sent) ? sent[0] : sent.sql;

function interceptLibsql({ statement, transaction }: Between): Intercepted {
	const clients = prototypeOf(createClient({ url: env.TURSO_DATABASE_URL }));
	const { execute, batch } = clients;
	const spies: { mockRestore: () => unknown }[] = [];
	if (statement)
		spies.push(
			vi.spyOn(clients, "execute").mockImplementation(function (this: unknown, ...values) {
				const sql = statementOfLibsql(values[0] as InStatement); // The cast: what the client's execute takes.
				return statement(sql, () => execute.apply(this, values));
			}),
		);
	if (transaction)
		spies.push(
			vi.spyOn(clients, "batch").mockImplementation(function (this: unknown, ...values) {
				const list = (values[0] as InStatement[]).map(statementOfLibsql); // The cast: what its batch takes.
				return transaction(list, () => batch.apply(this, values));
			}),
		);
	return { restore: () => spies.forEach((spy) => void spy.mockRestore()) };
}

/** Stands between the Worker and its database, until `restore` or `vi.restoreAllMocks`. */
export const intercept = (between: Between): Intercepted =>
	ENGINE === "d1" ? interceptD1(between) : interceptLibsql(between);

const overloaded = async () => {
	throw new Error("The database is overloaded");
};

/** Has the database refuse transactions: all, or the next one only. */
export const transactionsFail = (): Intercepted => intercept({ transaction: overloaded });
export function nextTransactionFails(): Intercepted {
	const once = intercept({
		transaction() {
			once.restore();
			return overloaded();
		},
	});
	return once;
}

/** Notes the texts of all statements, alone or in a transaction, and those of each transaction; or of some of them. */
export function noteStatements(isMeant = () => true) {
	const [statements, transactions]: [string[], (readonly string[])[]] = [[], []];
	const { restore } = intercept({
		statement: (sql, go) => {
			if (isMeant()) statements.push(sql);
			return go();
		},
		transaction: (list, go) => {
			if (isMeant()) {
				statements.push(...list);
				transactions.push(list);
			}
			return go();
		},
	});
	return { statements, transactions, restore };
}
