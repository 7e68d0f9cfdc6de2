import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { type ApiDocument, type Operation, readDocument } from "../contract/document.ts";
import type { Door } from "../contract/doors/door.ts";
import { NOBODY, newScene, type Who } from "../contract/scene.ts";
import { call } from "../support/client.ts";
import { answersOf } from "./answers.ts";
import { type Attempt, attempts, untouched } from "./attempt.ts";
import { asCurl, type Good, goodRequest, requestOf } from "./request.ts";
import { countWrites, stored, writesSoFar } from "./storage.ts";

/** How many requests an operation gets beside most others'. */
const SHARES: readonly [RegExp, number][] = [
	// A password is hashed, which is slow on purpose.
	[/^POST .*\/(register|login|password)\//, 1 / 10],
	// Each stands before a provider that is asked.
	[/oidc/, 1 / 10],
	// All of a patient is read, and printed.
	[/\/report\/$/, 1 / 4],
];
/** What has neither a body nor parameters has less that can be wrong. */
const SHARE_OF_PLAIN = 1 / 4;

function requestsFor(operation: Operation): number {
	const isPlain = !operation.requestBody && !operation.parameters?.some((parameter) => parameter.in === "query");
	const [, share] = SHARES.find(([pattern]) => pattern.test(operation.route)) ?? [null, isPlain ? SHARE_OF_PLAIN : 1];
	return Math.max(10, Math.round(inject("hostileRequests") * share));
}

const READS = /^GET /;
/** Whether what was accepted cannot be asked again of the same things. */
const isOnce = ({ route, before }: Door) =>
	/^DELETE |\/auth\/|\/accept\/|\/decline\//.test(route) || before !== undefined;
/** Of what can be asked again: not for ever, so that what is unique is often still to be had. */
const TIMES = 10;
/** Whose patient's object an operation may write. */
const OF_OBJECT = /heart-rate|alert|device|^\w+ \/api\/patients\/(\{id\}|me)\/$/;

/** Good requests of each of those who may make them, new ones where the last ones were used up. */
function stock(door: Door) {
	const goods = new Map<Who, { good: Good; times: number }>();
	async function begin(who: Who) {
		const scene = door.allowed === "public" ? NOBODY : await newScene(who);
		await door.before?.(scene);
		return scene;
	}
	return {
		async take(who: Who): Promise<Good> {
			const known = goods.get(who);
			if (known && known.times === 0) return known.good;
			const isWorn = !known || isOnce(door) || known.times >= TIMES;
			const good = await goodRequest(door, isWorn ? await begin(who) : known.good.scene);
			goods.set(who, { good, times: isWorn ? 0 : known.times });
			return good;
		},
		wasAccepted(who: Who) {
			const known = goods.get(who);
			if (known) goods.set(who, { ...known, times: known.times + 1 });
		},
	};
}

export interface Figures {
	seed: number;
	requests: number;
	/** How often each status was answered. */
	statuses: Record<string, number>;
}

declare module "vitest" {
	interface TaskMeta {
		hostile?: Figures;
	}
}

/** Sends thousands of good, wrong and absurd requests to each operation, and looks at each answer and at what is stored. */
export function attack(doors: readonly Door[]): void {
	let document: ApiDocument;
	beforeAll(async () => {
		document = await readDocument();
		// What is told to people has tests of its own, and would go on behind all that comes here.
		const queue = Object.getPrototypeOf(env.NOTIFICATIONS);
		const metadata = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
		vi.spyOn(queue, "send").mockImplementation(async () => metadata);
		vi.spyOn(queue, "sendBatch").mockImplementation(async () => metadata);
		return countWrites();
	});

	// What was called with what would be kept to the end.
	afterEach(() => void vi.clearAllMocks());

	describe.each(doors)("$route", (door) => {
		it("never fails, answers as documented, and stores nothing of what it refuses", async ({ task }) => {
			const operation = document.operations.find(({ route }) => route === door.route);
			if (!operation) throw new Error("not in the document");
			const seed = inject("hostileSeed");
			const figures: Figures = { seed, requests: 0, statuses: {} };
			task.meta.hostile = figures;
			const contents = Object.values(operation.requestBody?.content ?? {});
			const bodies = contents.map(({ schema }) => document.resolve(schema));
			const property = fc.asyncProperty(
				attempts(door, operation, bodies),
				attacking(door, operation, document, figures),
			);
			await fc.assert(property, { numRuns: requestsFor(operation), seed, examples: [[untouched(door)]] });
			expect(Object.keys(figures.statuses)).toContain(String(door.answers));
		});
	});
}

function attacking(door: Door, operation: Operation, document: ApiDocument, figures: Figures) {
	const goods = stock(door);
	const expectPromised = answersOf(document, operation);
	const isRead = READS.test(door.route);
	const patientOf = ({ scene }: Good) => (OF_OBJECT.test(door.route) && scene !== NOBODY ? scene.patient : undefined);
	return async (attempt: Attempt): Promise<void> => {
		const good = await goods.take(attempt.who);
		const request = await requestOf(door, operation, good, attempt);
		const { method, path, headers, body } = request;
		const send = () => call(method, path, { headers, body });
		try {
			const before = isRead ? "" : await writesSoFar(patientOf(good));
			const answer = await send();
			figures.requests += 1;
			figures.statuses[answer.status] = (figures.statuses[answer.status] ?? 0) + 1;
			expectPromised(answer, good.scene);
			if (answer.status < 400) {
				if (!isRead) goods.wasAccepted(attempt.who);
				return;
			}
			if (isRead || (await writesSoFar(patientOf(good))) === before) return;
			// Some of it was taken back, or is no matter of the request: once more, with a look at all there is.
			const all = await stored(good.scene.patient);
			expect((await send()).status).toBe(answer.status);
			expect(await stored(good.scene.patient)).toEqual(all);
		} catch (error) {
			throw new Error(`${asCurl(request)}\n${error instanceof Error ? error.message : error}`);
		}
	};
}
