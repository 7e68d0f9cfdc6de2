import type { ServiceContext } from "../auth/service-context.ts";
import { Problem, problem } from "../http/problem.ts";
import { countsOf, rejected } from "../http/verdicts.ts";
import { type Decision, decisions, type Granted, statusAgain } from "./deciding.ts";
import { mappingsOfPairs } from "./listing.ts";
import { type BulkMappingBody, VERDICTS } from "./schema.ts";
import { type Details, store } from "./storing.ts";

/** How many patients one transaction maps: a statement each. */
const AT_ONCE = 50;

/** How often those of whom somebody else was faster are decided on anew: more would be more than chance. */
const MOST_ROUNDS = 3;

const NAMES = { patient: "patient", doctor: "doctor" };

type Verdict =
	| ReturnType<typeof rejected>
	| { status: "created" | "exists" }
	| { status: "would_create"; mapping_status: "active" | "pending" };

interface Asked {
	doctorId: number;
	details: Details;
	dryRun: boolean;
}

const statusOf = (outcome: Granted) => (outcome === "needed" ? "pending" : "active");

/** What needs no writing, or may not be written; undefined of what is to be. */
function settled(decision: Decision | Problem, dryRun: boolean): Verdict | undefined {
	if (decision instanceof Problem) return rejected(decision);
	if (decision.isKnown) return { status: "exists" };
	return dryRun ? { status: "would_create", mapping_status: statusOf(decision.outcome) } : undefined;
}

/** The patients of one transaction: with the same outcome, and not too many. */
function portionsOf(decided: ReadonlyMap<number, Decision | Problem>) {
	const portions: { outcome: Granted; patientIds: number[] }[] = [];
	for (const [id, decision] of decided) {
		if (decision instanceof Problem) continue;
		const { outcome } = decision;
		const last = portions.findLast((portion) => portion.outcome === outcome);
		if (last && last.patientIds.length < AT_ONCE) last.patientIds.push(id);
		else portions.push({ outcome, patientIds: [id] });
	}
	return portions;
}

/** Whether they were written: none is where somebody was faster with one of them. */
async function written(context: ServiceContext, { doctorId, details }: Asked, outcome: Granted, patientIds: number[]) {
	const wanted = { ...details, patientIds, doctorId, status: statusOf(outcome), takesOver: false } as const;
	try {
		await store(context, { ...wanted, statusOfKnown: statusAgain(outcome) }, NAMES);
		return true;
	} catch (error) {
		if (error instanceof Problem) return false;
		throw error;
	}
}

/** Decides on all of them, writes what may be written, and decides anew on those of whom somebody else was faster. */
async function verdicts(context: ServiceContext, patientIds: readonly number[], asked: Asked) {
	const found = new Map<number, Verdict>();
	let open = [...new Set(patientIds)];
	for (let round = 0; round < MOST_ROUNDS && open.length > 0; round++) {
		const decided = await decisions(context, asked.doctorId, open, NAMES);
		for (const [id, decision] of decided) {
			const verdict = settled(decision, asked.dryRun);
			if (!verdict) continue;
			found.set(id, verdict);
			decided.delete(id);
		}
		open = [];
		for (const { outcome, patientIds: ids } of portionsOf(decided)) {
			const isWritten = await written(context, asked, outcome, ids);
			if (isWritten) for (const id of ids) found.set(id, { status: "created" });
			else open.push(...ids);
		}
	}
	for (const id of open) found.set(id, overtaken());
	return found;
}

const overtaken = () =>
	rejected(problem("conflict", { detail: "Somebody else changes these mappings right now: try again." }));

/** The mappings that there are, by their patient. */
async function mappingsThere(context: ServiceContext, found: ReadonlyMap<number, Verdict>, doctorId: number) {
	const there = [...found].flatMap(([id, { status }]) => (status === "created" || status === "exists" ? [id] : []));
	const mappings = there.length > 0 ? await mappingsOfPairs(context, there, doctorId) : [];
	return new Map(mappings.map((mapping) => [mapping.patient, mapping]));
}

/**
 * Maps one doctor to many patients, each by the rules of a single mapping: one that is refused holds up no other, and
 * asking for the same again changes nothing. A dry run only says what would happen.
 */
export async function createMappings(context: ServiceContext, body: BulkMappingBody) {
	const { doctor: doctorId, patients, dry_run: dryRun, ...details } = body;
	const found = await verdicts(context, patients, { doctorId, details, dryRun });
	const mappings = await mappingsThere(context, found, doctorId);
	const results = patients.map((patient, index) => {
		const verdict = found.get(patient) ?? overtaken();
		const mapping = mappings.get(patient) ?? null;
		// Who is named twice is mapped by then.
		const isAgain = verdict.status !== "rejected" && patients.indexOf(patient) < index;
		const status = isAgain ? ("exists" as const) : verdict.status;
		return { index, patient, mapping_status: mapping?.status ?? null, ...verdict, status, mapping };
	});
	return { counts: countsOf(VERDICTS, results), results };
}
