import type { Random } from "../../../src/cli/random.ts";

/** Of a database that has much to do, in ms. */
const LONGEST_WAIT_MS = 300;

/** The methods of a statement that ask the database. */
const QUESTIONS: readonly (string | symbol)[] = ["first", "run", "all", "raw"];

/** The statement behind one that fails: a batch takes no other. */
const real = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

/**
 * A database of which so many questions in one go wrong in each of three ways, as D1's do: refused, as it is overloaded;
 * answered late; or done, and the connection broke before the answer. The last is the worst: whoever asked cannot know.
 * D1 asks twice more by itself where nothing is written; here every failure is seen.
 */
export function troubledDatabase(database: D1Database, random: Random, share: number): D1Database {
	async function ask<T>(question: () => Promise<T>): Promise<T> {
		const fate = random();
		if (fate < share) throw new Error("D1_ERROR: D1 DB is overloaded. Requests queued for too long.");
		if (fate < 2 * share) await scheduler.wait(random() * LONGEST_WAIT_MS);
		const answer = await question();
		if (fate > 1 - share) throw new Error("D1_ERROR: Network connection lost.");
		return answer;
	}
	function troubled(statement: D1PreparedStatement): D1PreparedStatement {
		const made = new Proxy(statement, {
			get(target, name) {
				if (name === "bind") return (...values: unknown[]) => troubled(target.bind(...values));
				const method = Reflect.get(target, name, target);
				if (!QUESTIONS.includes(name)) return method;
				return (...args: unknown[]) => ask(async () => Reflect.apply(method, target, args));
			},
		});
		real.set(made, statement);
		return made;
	}
	function asked<T extends D1Database | D1DatabaseSession>(target: T): T {
		return new Proxy(target, {
			get(_, name) {
				if (name === "prepare") return (query: string) => troubled(target.prepare(query));
				if (name === "batch")
					return (list: D1PreparedStatement[]) => ask(() => target.batch(list.map((each) => real.get(each) ?? each)));
				if (name === "withSession" && "withSession" in target)
					return (from?: string) => asked(target.withSession(from));
				const value = Reflect.get(target, name, target);
				return typeof value === "function" ? value.bind(target) : value;
			},
		});
	}
	return asked(database);
}
