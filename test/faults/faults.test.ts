import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll, expect, it, vi } from "vitest";
import { table } from "../../bench/report/table.ts";
import { seededRandom } from "../../src/cli/random.ts";
import { temporaryFolder } from "../system/server.ts";
import { Ledger } from "./ledger.ts";
import { Outside } from "./outside.ts";
import { agreement } from "./recount/findings.ts";
import { alertsTold, expectedNews, recountCalls, recountNews } from "./recount/news.ts";
import { recountPeople } from "./recount/people.ts";
import { recountReadings, recountStatistics } from "./recount/readings.ts";
import { Servers } from "./server/servers.ts";
import { carryIt, disturbIt, killIt, useIt } from "./storm.ts";
import { employ, furnish, type Ward } from "./ward.ts";

/** `FAULTS_SEED` has the servers live as long as in another run; what they do meanwhile is the machine's own. */
const SEED = Number(process.env.FAULTS_SEED ?? randomInt(1_000_000));
const KILLS = Number(process.env.FAULTS_KILLS ?? 50);
/** An object that has lost its alarm is woken two minutes later. */
const SETTLED = { timeout: 180_000, interval: 1_000 };

/** When nothing has come for so long, nothing comes any more. */
const QUIET_MS = 5_000;

const random = seededRandom(SEED + 1);
const folder = temporaryFolder();
const outside = new Outside(seededRandom(SEED + 2));
let servers: Servers | undefined;

afterAll(async () => {
	await servers?.kill();
	outside.close();
	rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

/** Compares all that the ledger knows with all that the server has. */
async function recount(ward: Ward, ledger: Ledger, news: readonly string[]) {
	const findings = agreement();
	for (const patient of ward.patients) {
		await recountReadings(ward, patient, ledger, findings);
		await recountStatistics(ward, patient, ledger, findings);
	}
	await recountPeople(ward, ledger, findings);
	const [own, doctors] = [await alertsTold(ward.admin), await alertsTold(ward.doctor)];
	recountNews("the owner", own, news, findings);
	recountNews("the doctor", doctors, news, findings);
	recountCalls(own, outside, findings);
	return findings;
}

it(`has lost nothing that it acknowledged and has nothing twice after ${KILLS} kills (FAULTS_SEED=${SEED})`, async () => {
	const address = await outside.open();
	const bindings = { QUEUE_URL: `${address}/queue`, WEBHOOK_PRIVATE_ADDRESSES: "allow" };
	const running = await Servers.prepare(folder, bindings);
	servers = running;
	await employ(running.disk);
	await running.start({ SEED, TROUBLE: 0 });
	const ward = await furnish(running.url, `${address}/webhook`);
	await running.kill();

	const ledger = new Ledger();
	let [isStorm, isOver] = [true, false];
	outside.trouble = true;
	const carrying = carryIt(running.url, outside, () => isOver);
	const killing = async () => {
		const survived = await killIt(running, KILLS, seededRandom(SEED));
		// The last one has nothing but a copy of the disk, and from here on nothing goes wrong.
		[isStorm, outside.trouble] = [false, false];
		running.copyDisk();
		await running.start({ SEED, TROUBLE: 0 });
		return survived;
	};
	const [survived] = await Promise.all([
		killing(),
		useIt(running.url, ward, ledger, random, () => !isStorm),
		disturbIt(running, ward, random, () => !isStorm),
	]);

	const news = expectedNews(ward, ledger);
	const isQuiet = async () => outside.quietMs > QUIET_MS && (await alertsTold(ward.doctor)).length >= news.length;
	// What has not come by then the recount finds missing.
	await vi.waitUntil(isQuiet, SETTLED).catch(() => {});
	isOver = true;
	await carrying;

	const findings = await recount(ward, ledger, news);
	const figures = {
		"kills survived": survived,
		"requests acknowledged": ledger.acknowledged,
		readings: ledger.count,
		missing: findings.missing.length,
		repeated: findings.repeated.length,
		transitions: news.length,
		"messages of the Queue": outside.taken,
		"delivered to its consumer": outside.deliveries,
	};
	console.log(table([figures]));
	expect(findings).toEqual(agreement());
	const kinds = [ledger.appointments, ledger.records, ledger.mappings, ledger.thresholds].map(({ size }) => size);
	for (const count of [...kinds, ledger.count, news.length]) expect(count).toBeGreaterThan(0);
});
