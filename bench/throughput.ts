import { type Load, loadHttp, type Measured } from "./load/http.ts";
import { loadSockets } from "./load/sockets.ts";
import { type Check, type Findings, progress, runBench } from "./report/findings.ts";
import { median } from "./report/median.ts";
import type { Row } from "./report/table.ts";
import { postHistory, yearOf } from "./scene/history.ts";
import { onStage, type Running } from "./server/stage.ts";
import { startUpMs } from "./server/start-up.ts";
import { PATIENTS, STREAMING, WITH_HISTORY, WORKLOADS, type Workload } from "./workloads.ts";

const ABOUT = "Measures requests a second on workerd, in turn with a bare Worker on the same workerd.";
const CONNECTIONS = 32;
/** A cold function is slow, and what is asked first looks up a lot. */
const WARM_UP_SECONDS = 6;
const ROUNDS = 7;
const SECONDS = 2;
const STREAM_SECONDS = 30;
/** What the noise of a machine may take from a ratio before it counts as missed. */
const MARGIN = 0.9;
const MOST_GZIPPED = 1_000_000;

/** The measurings of a workload, each of Edgeward beside one of the floor. */
interface Pair {
	floor: Measured;
	edgeward: Measured;
}

async function measureBoth(workload: Workload, { url, floor, cpuSeconds }: Running): Promise<Pair[]> {
	if (floor === null) throw new Error("The floor does not run");
	const load = { connections: workload.connections ?? CONNECTIONS, seconds: SECONDS, cpuSeconds };
	const onFloor = async (how: Load) => {
		const next = await workload.prepare();
		return loadHttp(floor, () => ({ ...next(), path: `/${workload.floor}` }), how);
	};
	const onEdgeward = async (how: Load) => loadHttp(url, await workload.prepare(), how);
	await onFloor({ ...load, seconds: WARM_UP_SECONDS / 2 });
	await onEdgeward({ ...load, seconds: WARM_UP_SECONDS });
	const pairs: Pair[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		// Now one first, now the other: a machine that slows down meanwhile favours neither.
		const early = round % 2 === 0 ? await onFloor(load) : undefined;
		const edgeward = await onEdgeward(load);
		pairs.push({ floor: early ?? (await onFloor(load)), edgeward });
	}
	return pairs;
}

const cpuMicros = ({ cpuSeconds, answered }: Measured) => (cpuSeconds === null ? null : (cpuSeconds / answered) * 1e6);

const medianOf = (values: readonly (number | null)[]): number | null =>
	values.some((value) => value === null) ? null : median(values.map(Number));

function rowOf({ name, floor, target, readings }: Workload, pairs: readonly Pair[]): Row {
	const [ours, bare] = [pairs.map(({ edgeward }) => edgeward), pairs.map(({ floor }) => floor)];
	const cpu = medianOf(ours.map(cpuMicros));
	return {
		workload: name,
		"requests/s": median(ours.map(({ requests }) => requests)),
		"floor's": median(bare.map(({ requests }) => requests)),
		floor,
		ratio: ratioOf(pairs),
		target,
		"p50 ms": median(ours.map(({ p50 }) => p50)),
		"p99 ms": median(ours.map(({ p99 }) => p99)),
		"CPU µs": cpu,
		"floor's CPU µs": medianOf(bare.map(cpuMicros)),
		"CPU s per million readings": cpu === null || readings === 0 ? null : cpu / readings,
	};
}

const ratioOf = (pairs: readonly Pair[]): number =>
	median(pairs.map(({ edgeward, floor }) => edgeward.requests / floor.requests));

async function streamRow({ url, cpuSeconds }: Running): Promise<Row> {
	const {
		devices,
		seconds,
		readings,
		acknowledgedMs,
		cpuSeconds: cpu,
	} = await loadSockets(url, STREAMING, STREAM_SECONDS, cpuSeconds);
	return {
		devices,
		seconds,
		"readings acknowledged": readings,
		"readings/s": readings / seconds,
		"acknowledged after, median ms": acknowledgedMs,
		"CPU s per million readings": cpu === null ? null : (cpu / readings) * 1e6,
	};
}

function measure(only: string | undefined): Promise<Findings> {
	return onStage(PATIENTS, async (stage) => {
		const [edgeward] = await stage.bundles("beside the floor");
		const [empty] = await stage.bundles("without code");
		if (!edgeward || !empty) throw new Error("There is nothing to compare");
		progress("start-up …");
		const start = await startUpMs(edgeward, empty);
		return stage.during("beside the floor", async (running) => {
			const rows: Row[] = [];
			const checks: Check[] = [{ what: "Worker gzipped, bytes", found: edgeward.gzipped, most: MOST_GZIPPED }];
			const chosen = WORKLOADS.filter(({ name }) => only === undefined || name.includes(only));
			if (chosen.some(({ needsHistory }) => needsHistory)) {
				progress("a year of readings for 200 patients …");
				await postHistory(running.url, WITH_HISTORY, yearOf(Date.now()));
			}
			for (const workload of chosen) {
				progress(`${workload.name} …`);
				const pairs = await measureBoth(workload, running);
				rows.push(rowOf(workload, pairs));
				const { name, target } = workload;
				if (target !== null) checks.push({ what: name, found: ratioOf(pairs), least: target * MARGIN });
			}
			progress("sockets …");
			const streamed = only === undefined || "sockets".includes(only) ? [await streamRow(running)] : [];
			return {
				tables: [
					{ title: `${CONNECTIONS} connections, 200 patients, medians of ${ROUNDS} rounds of ${SECONDS} s`, rows },
					{ title: "Sockets, one reading a second from each device", rows: streamed },
					{ title: "The Worker", rows: [bundleRow(edgeward.gzipped, start)] },
				].filter(({ rows }) => rows.length > 0),
				assumptions: [
					"The floor is Hono and jose: the token verified, the body parsed, a line of log; then nothing (`none`), an object's empty method (`empty`), or a row of 200 bytes kept there (`row`).",
					"Both run on one workerd, in turn, without a proxy before them and without the limits by address. A ratio is the median of the rounds'.",
					`A target counts as missed below ${MARGIN * 100} % of it: that much is noise.`,
				],
				checks,
			};
		});
	});
}

const bundleRow = (gzipped: number, { readings, rest, empty }: Awaited<ReturnType<typeof startUpMs>>): Row => ({
	"gzipped, bytes": gzipped,
	"a fresh workerd's first answer without code, ms": empty,
	"on readings, ms": readings,
	"on anything else, ms": rest,
});

await runBench("bench", ABOUT, (only) => measure(only));
