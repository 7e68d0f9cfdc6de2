import { CAPACITY, limits } from "./cost/limits.ts";
import { ASSUMED, bill, dollars, plusUsage, SECONDS_PER_MONTH, timesUsage, type Usage, usage } from "./cost/model.ts";
import { type Meter, PRICES } from "./cost/prices.ts";
import { type Counts, SOURCES, type Source, sumOf } from "./meter/counts.ts";
import { type Findings, runBench } from "./report/findings.ts";
import type { Row } from "./report/table.ts";
import { KINDS, PEOPLE } from "./scale/mix.ts";
import { type Simulated, simulate } from "./scale/simulation.ts";
import { onStage } from "./server/stage.ts";

const ABOUT = "Drives 2,000 patients for ten simulated minutes, and says what many more would cost and where it ends.";
const PATIENTS = 2_000;
const MINUTES = 10;
const MONTHS_KEPT = 12;
/** As bench:storage finds for such devices. */
const BYTES_PER_READING = 4;
const MEASURES = [10_000, 1_000_000, 100_000_000];

const NAMES: Record<Source, string> = {
	request: "Worker's requests",
	call: "calls of objects",
	alarm: "alarms of objects",
	socket: "messages on sockets",
	queue: "queue's consumer",
	cron: "every minute's work",
};

/** From what was counted to a patient's month. */
const toMonth = ({ patients, minutes }: Simulated): number => SECONDS_PER_MONTH / (minutes * 60) / patients;

function used(simulated: Simulated): Usage {
	const { tally, patients, readings, objectBytes, databaseBytes, databaseGrowth } = simulated;
	const month = toMonth(simulated);
	const flowing = usage({
		counts: sumOf(tally),
		workerRequests: tally.request.invocations,
		alarms: tally.alarm.invocations,
		messages: 0,
		objectBytes: readings * BYTES_PER_READING * MONTHS_KEPT,
		databaseBytes: databaseGrowth * MONTHS_KEPT,
		awakeSeconds: 0,
	});
	const kept = {
		...timesUsage(flowing, 0),
		objectBytes: objectBytes / patients,
		databaseBytes: databaseBytes / patients,
	};
	return plusUsage(timesUsage(flowing, month), kept);
}

/** Of one patient in a day. */
function daily(simulated: Simulated): Row[] {
	const day = toMonth(simulated) / 30;
	const row = (name: string, counts: Counts): Row => ({
		"a patient's day": name,
		times: counts.invocations * day || null,
		"object calls": counts.objectCalls * day,
		"object rows read": counts.objectRowsRead * day,
		written: counts.objectRowsWritten * day,
		alarms: counts.alarmsSet * day,
		"D1 statements": counts.databaseQueries * day,
		"D1 rows read": counts.databaseRowsRead * day,
		"written ": counts.databaseRowsWritten * day,
		"queue messages": counts.queueMessages * day,
	});
	const happened = SOURCES.filter((source) => source !== "socket");
	const together = sumOf(simulated.tally);
	return [
		...happened.map((source) => row(NAMES[source], simulated.tally[source])),
		row("together", { ...together, invocations: 0 }),
	];
}

function monthly(perPatient: Usage): Row[] {
	const cost = (patients: number) => `${patients.toLocaleString("en")} patients`;
	const whole = (amount: number) => (amount < 10 ? amount : Math.round(amount));
	const row = (name: string, amount: number): Row => ({
		"$ a month": name,
		"a patient": amount,
		...Object.fromEntries(MEASURES.map((patients) => [cost(patients), whole(amount * patients)])),
	});
	const bills = bill(perPatient);
	// The keys of a record of meters.
	const meters = Object.keys(bills) as Meter[];
	return [...meters.map((meter) => row(PRICES[meter].name, bills[meter])), row("together", dollars(perPatient))];
}

function ends(simulated: Simulated, perPatient: Usage): Row[] {
	const { patients, minutes, tally } = simulated;
	const perSecond = 1 / patients / minutes / 60;
	const all = sumOf(tally);
	const found = limits({
		databaseStatementsPerSecond: all.databaseQueries * perSecond,
		databaseBytes: perPatient.databaseBytes,
		queueMessagesPerSecond: all.queueMessages * perSecond,
	});
	return found.map(({ name, perPatient: one, capacity, patients: most }) => ({
		"limit of one deployment": name,
		"a patient's": one,
		"at most": capacity,
		"reached with patients": Number.isFinite(most) ? most : null,
	}));
}

const assumptions = ({ patients, readings, minutes }: Simulated): string[] => [
	`${patients.toLocaleString("en")} patients for ${minutes} minutes of a simulated clock, ${readings.toLocaleString("en")} ` +
		"readings. Requests come at their time, alarms when they are due, idle objects hibernate, the cron runs each minute.",
	`They have ${KINDS.map(({ name, percent }) => `${name} (${percent} %)`).join("; ")}.`,
	`The staff has a board on a screen for each ${PEOPLE.patientsPerBoard} patients, which asks every minute, and opens each ` +
		`patient's page every ${PEOPLE.staffEveryMinutes} minutes; patients open theirs every ${PEOPLE.patientEveryMinutes / 60} ` +
		`hours; each has an alert in ${PEOPLE.alertEveryMinutes / 60} hours. Each brings 30 days of history.`,
	"Left out: signing in and refreshing, records and appointments, live streams, mails, and what many recipients of an " +
		"alert add. Sockets are in bench:storage.",
	`More patients are more clinics of ${PATIENTS.toLocaleString("en")}, each a deployment of its own: a board reads more rows in a ` +
		"larger one. List prices, nothing included in a plan.",
	`Assumed: ${ASSUMED.cpuMsPerRequest} ms of CPU a request, ${ASSUMED.activeSecondsPerCall * 1000} ms of an object a call; a ` +
		`D1 statement takes ${1000 / CAPACITY.databaseStatementsPerSecond} ms of its one thread. What is stored is kept ${MONTHS_KEPT} months, ` +
		`${BYTES_PER_READING} bytes a reading.`,
	`One patient's object never comes near its limit: ${CAPACITY.objectRequestsPerSecond} requests a second, and 10 GB.`,
];

async function scale(): Promise<Findings> {
	return onStage(PATIENTS, (stage) =>
		stage.during("metered", async (running) => {
			const simulated = await simulate(running, PATIENTS, MINUTES);
			const perPatient = used(simulated);
			return {
				tables: [
					{ title: "What a patient takes", rows: daily(simulated) },
					{ title: "What it costs", rows: monthly(perPatient) },
					{ title: "Where it ends", rows: ends(simulated, perPatient) },
				],
				assumptions: assumptions(simulated),
				checks: [],
			};
		}),
	);
}

await runBench("bench:scale", ABOUT, scale);
