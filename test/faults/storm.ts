import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "../../src/cli/random.ts";
import { Heart } from "./clients/heart.ts";
import { clerk, doctor } from "./clients/people.ts";
import { carryPhone, wearPatch, wearWatch } from "./clients/watches.ts";
import type { Ledger } from "./ledger.ts";
import type { Outside } from "./outside.ts";
import type { Servers } from "./server/servers.ts";
import type { Device, Ward } from "./ward.ts";

/** Of a hundred questions to the database so many are refused, as many are late, and the answers of as many are lost. */
const TROUBLE = 4;
/** How long a server lives, in ms: most not long, and some long enough for a socket's commit. */
const [SHORTEST_LIFE_MS, LONGEST_LIFE_MS] = [400, 9_000];
/** A minute of the clock: the run has not the time for real ones. */
const MINUTE_MS = 1_000;

/** Until then something goes on. */
type IsOver = () => boolean;

/** Everybody who sends something, and insists until it is acknowledged: settles when all of it is. */
export function useIt(url: string, ward: Ward, ledger: Ledger, random: Random, isOver: IsOver): Promise<unknown> {
	const sender = (device: Device) => ({ url, device, ledger, random, isOver });
	const work = { ward, ledger, random, isOver };
	return Promise.all([
		...ward.patients.flatMap(({ watch, patch, phone }) => [
			wearWatch(sender(watch), new Heart(random, true)),
			wearPatch(sender(patch), new Heart(random, false)),
			carryPhone(sender(phone)),
		]),
		clerk(work),
		doctor(work),
	]);
}

/** What the platform does for a Worker: two consumers of the Queue, which may get the same message, and the cron. */
export function carryIt(url: string, outside: Outside, isOver: IsOver): Promise<unknown> {
	const cron = async () => {
		while (!isOver()) {
			// There may be no server just now.
			await fetch(`${url}/platform/minute`).catch(() => {});
			await sleep(MINUTE_MS);
		}
	};
	return Promise.all([outside.deliver(url, isOver), outside.deliver(url, isOver), cron()]);
}

/** What it does to objects: takes them out of the memory between two calls, or in the middle of some. */
export async function disturbIt(servers: Servers, ward: Ward, random: Random, isOver: IsOver): Promise<void> {
	while (!isOver()) {
		const patient = ward.patients[Math.floor(random() * ward.patients.length)]?.id ?? 0;
		if (random() < 0.5) servers.evict(patient);
		else await fetch(`${servers.url}/platform/crash?patient=${patient}`).catch(() => {});
		await sleep(MINUTE_MS * random());
	}
}

/** Kills the server at a random moment and starts it again, so many times; answers how often it came up. */
export async function killIt(servers: Servers, times: number, random: Random): Promise<number> {
	let survived = 0;
	for (; survived < times; survived++) {
		await servers.start({ SEED: survived, TROUBLE });
		await sleep(SHORTEST_LIFE_MS + (LONGEST_LIFE_MS - SHORTEST_LIFE_MS) * random() ** 4);
		await servers.kill();
	}
	return survived;
}
