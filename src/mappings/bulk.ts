import type { ServiceContext } from "../auth/service-context.ts";
import { inRounds } from "../db/rounds.ts";
import { Problem, problem } from "../http/problem.ts";
import { countsOf, rejected } from "../http/verdicts.ts";
import { type Decision, decisions, type Granted, statusAgain } from "./deciding.ts";
import { mappingsOfPairs } from "./listing.ts";
import { type BulkMappingBody, VERDICTS } from "./schema.ts";
import { type Details, store } from "./storing.ts";

/** How many patients one transaction maps: a statement each. */
const AT_ONCE = 50;

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
	const portions: { outcome: Granted; items: number[] }[] = [];
	for (const [id, decision] of decided) {
		if (decision instanceof Problem) continue;
		const { outcome } = decision;
		const last = portions.findLast((portion) => portion.outcome === outcome);
		if (last && last.items.length < AT_ONCE) last.items.push(id);
		else portions.push({ outcome, items: [id] });
	}
	return portions;
}

/** Decides on all of them, and maps those who may be. */
function settle(context: ServiceContext, patientIds: readonly number[], { doctorId, details, dryRun }: Asked) {
	const write = async (outcome: Granted, ids: readonly number[]): Promise<Verdict[]> => {
		const wanted = { ...details, patientIds: ids, doctorId, status: statusOf(outcome), takesOver: false } as const;
		await store(context, { ...wanted, statusOfKnown: statusAgain(outcome) }, NAMES);
		return ids.map(() => ({ status: "created" }));
	};
	const plan = async (open: readonly number[]) => {
		const decided = await decisions(context, doctorId, open, NAMES);
		const verdicts = new Map<number, Verdict>();
		for (const [id, decision] of decided) {
			const verdict = settled(decision, dryRun);
			if (!verdict) continue;
			verdicts.set(id, verdict);
			decided.delete(id);
		}
		const portions = portionsOf(decided).map(({ outcome, items }) => ({ items, write: () => write(outcome, items) }));
		return { verdicts, portions };
	};
	return inRounds(new Set(patientIds), plan, overtaken);
}

const overtaken = (): Verdict =>
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
	const found = await settle(context, patients, { doctorId, details, dryRun });
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
