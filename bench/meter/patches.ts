import { isSimulated } from "./clock.ts";
import { count, current, during } from "./counting.ts";
import type { Source } from "./counts.ts";

/** The alarms of a simulated time, by the names of their objects: Unix ms. */
export const alarms = new Map<string, number>();
/** The objects in memory, and when they last had something to do (Unix ms). */
export const awake = new Map<string, number>();

const names = new WeakMap<DurableObjectStorage, string>();
const done = new WeakSet<object>();

/** Wraps a method of a prototype, once for all that share it. */
function patch<P extends object, K extends keyof P>(prototype: P, name: K, wrap: (original: P[K]) => P[K]): void {
	const original = prototype[name];
	if (typeof original !== "function" || done.has(original)) return;
	const wrapped = wrap(original);
	if (typeof wrapped === "function") done.add(wrapped);
	prototype[name] = wrapped;
}

/** `getPrototypeOf` knows no types. */
const prototypeOf = <T extends object>(value: T): T => Object.getPrototypeOf(value);

/** What an object does without an `await`; its cursors have read all that they will when it is over. */
interface Turn {
	cursors: { rowsRead: number; rowsWritten: number }[];
	hasWritten: boolean;
}

let turn: Turn | undefined;

function inTurn(): Turn {
	if (turn) return turn;
	const begun: Turn = { cursors: [], hasWritten: false };
	turn = begun;
	const source = current();
	queueMicrotask(() => endTurn(begun, source));
	return begun;
}

function endTurn({ cursors, hasWritten }: Turn, source: Source): void {
	turn = undefined;
	const written = cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
	const read = cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0);
	count("objectRowsRead", read, source);
	count("objectRowsWritten", written, source);
	if (written > 0 || hasWritten) count("commits", 1, source);
}

/** Counts what an object does with its storage. */
export function meterStorage(storage: DurableObjectStorage, name: string): void {
	names.set(storage, name);
	awake.set(name, Date.now());
	patch(prototypeOf(storage.sql), "exec", (exec) => {
		return function (this: SqlStorage, query: string, ...bindings: SqlStorageValue[]) {
			const cursor = exec.call(this, query, ...bindings);
			inTurn().cursors.push(cursor);
			return cursor;
			// `call` loses that the rows are of the caller's type.
		} as typeof exec;
	});
	patch(prototypeOf(storage), "setAlarm", (setAlarm) => {
		return async function (this: DurableObjectStorage, at, options) {
			count("alarmsSet");
			inTurn().hasWritten = true;
			if (!isSimulated()) return setAlarm.call(this, at, options);
			alarms.set(names.get(this) ?? "", Number(at));
		};
	});
	patch(prototypeOf(storage), "getAlarm", (getAlarm) => {
		return async function (this: DurableObjectStorage, options) {
			return isSimulated() ? (alarms.get(names.get(this) ?? "") ?? null) : getAlarm.call(this, options);
		};
	});
}

interface Answered {
	meta?: { rows_read?: number; rows_written?: number };
}

/** What D1's own class is inside, behind its public type. */
interface Inside {
	alwaysPrimarySession: object;
}
interface Session {
	_send(...args: unknown[]): Promise<Answered | Answered[]>;
}

/** Counts what is asked of the database; only there do raw results still have their figures. */
function meterDatabase(database: D1Database): void {
	const { alwaysPrimarySession } = database as unknown as Inside;
	const session = prototypeOf(prototypeOf(alwaysPrimarySession)) as Session;
	if (typeof session._send !== "function") throw new Error("D1 has changed inside: its statements cannot be counted");
	patch(session, "_send", (send) => {
		return function (this: Session, ...args) {
			const source = current();
			const answered = send.apply(this, args).then((answer) => {
				for (const { meta } of [answer].flat()) {
					count("databaseQueries", 1, source);
					count("databaseRowsRead", meta?.rows_read ?? 0, source);
					count("databaseRowsWritten", meta?.rows_written ?? 0, source);
				}
				return answer;
			});
			return during(answered);
		};
	});
}

function meterQueue(queue: Queue): void {
	patch(prototypeOf(queue), "send", (send) => {
		return function (this: Queue, ...args) {
			count("queueMessages");
			return during(send.apply(this, args));
		};
	});
	patch(prototypeOf(queue), "sendBatch", (sendBatch) => {
		return function (this: Queue, messages, ...rest) {
			const all = [...messages];
			count("queueMessages", all.length);
			return during(sendBatch.call(this, all, ...rest));
		};
	});
}

let callUncounted: DurableObjectNamespace["getByName"] | undefined;

function meterCalls(namespace: DurableObjectNamespace): void {
	patch(prototypeOf(namespace), "getByName", (getByName) => {
		callUncounted = getByName;
		return function (this: DurableObjectNamespace, name, options) {
			const stub = getByName.call(this, name, options);
			return new Proxy(stub, { get: (target, property) => countedCall(target, property, name) });
		};
	});
}

function countedCall(stub: DurableObjectStub, property: string | symbol, name: string): unknown {
	const value = Reflect.get(stub, property, stub);
	if (typeof value !== "function") return value;
	return (...args: unknown[]) => {
		count("objectCalls");
		if (awake.has(name)) awake.set(name, Date.now());
		// A method of a stub is a stub itself, which has no `apply` of its own.
		return Reflect.apply(value, stub, args);
	};
}

/** The object of that name, for calls of the meter's own. */
export function uncounted<T extends Rpc.DurableObjectBranded | undefined>(
	namespace: DurableObjectNamespace<T>,
	name: string,
): DurableObjectStub<T> {
	// Of whichever namespace it was taken, it is the same method.
	return (callUncounted ?? namespace.getByName).call(namespace, name) as DurableObjectStub<T>;
}

/** Counts what is done with the bindings, by whoever has them. */
export function meterBindings({ DB, NOTIFICATIONS, MONITORS }: Env): void {
	meterDatabase(DB);
	meterQueue(NOTIFICATIONS);
	// What its objects offer does not matter here.
	meterCalls(MONITORS as unknown as DurableObjectNamespace);
}
