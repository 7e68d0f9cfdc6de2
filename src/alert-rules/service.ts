import { noteAccess } from "../accesses/noting.ts";
import type { RuleVersion } from "../alert-engine/rule-store.ts";
import type { RuleDefinition } from "../alert-engine/rules.ts";
import { doerOf } from "../audit/service.ts";
import { visiblePatient } from "../auth/access.ts";
import type { UserActor } from "../auth/actor.ts";
import { patientRight } from "../auth/policy.ts";
import type { ServiceContext } from "../auth/service-context.ts";
import { listOfAll } from "../db/list.ts";
import { problem } from "../http/problem.ts";
import type { Found } from "../monitor/contract.ts";
import { monitorOf } from "../monitor/stub.ts";
import { definitionOf, fieldsOf, type RuleFields } from "./definition.ts";
import type { EditRuleBody, RuleBody } from "./schema.ts";

function answered<T>(found: Found<T>): T {
	if (found.outcome === "no_patient") throw problem("not_found");
	return found.value;
}

/** A version of a rule as it is shown. */
export const ruleAnswer = (patient: number, { rule, author, at }: RuleVersion) => ({
	...{ id: rule.id, patient, ...fieldsOf(rule) },
	...{ edited_by: author, edited_at: new Date(at).toISOString(), version: rule.version },
});

/** Those who decide on a patient's care write the rules: mapped doctors, the owner, admins. */
export function mayWriteRules(actor: UserActor, patient: Parameters<typeof patientRight>[1]): boolean {
	const right = patientRight(actor, patient);
	return right === "all" || right === "clinical";
}

async function rulablePatient({ db, actor }: ServiceContext, id: number): Promise<void> {
	if (!mayWriteRules(actor, await visiblePatient(db, actor, id))) throw problem("forbidden");
}

/** The rule that is meant. Throws `invalid` for what is wrong with it. */
export function checked(fields: RuleFields): RuleDefinition {
	const { definition, errors } = definitionOf(fields);
	if (!definition || Object.keys(errors).length > 0) throw problem("invalid", { errors });
	return definition;
}

/** The rules of a patient whom the actor sees. */
export async function listRules(context: ServiceContext, patientId: number) {
	const { db, env, actor } = context;
	await visiblePatient(db, actor, patientId);
	noteAccess(context, patientId, "alerts");
	const rules = answered(await (await monitorOf(env, patientId)).rules(null));
	return listOfAll(rules.map((rule) => ruleAnswer(patientId, rule)));
}

async function versionsOf(context: ServiceContext, patientId: number, id: number): Promise<RuleVersion[]> {
	const { db, env, actor } = context;
	await visiblePatient(db, actor, patientId);
	noteAccess(context, patientId, "alerts");
	return answered(await (await monitorOf(env, patientId)).rules(id));
}

/** A rule as it is now, else `not_found`. */
export async function getRule(context: ServiceContext, { id: patientId, rule: id }: RulePath) {
	const [newest] = await versionsOf(context, patientId, id);
	if (!newest || newest.isRemoved) throw problem("not_found");
	return ruleAnswer(patientId, newest);
}

/** All versions of a rule, the newest first; also of one that was taken away. */
export async function listVersions(context: ServiceContext, { id: patientId, rule: id }: RulePath) {
	const versions = await versionsOf(context, patientId, id);
	if (versions.length === 0) throw problem("not_found");
	return listOfAll(versions.map((version) => ({ ...ruleAnswer(patientId, version), is_removed: version.isRemoved })));
}

interface RulePath {
	id: number;
	rule: number;
}

interface Change {
	/** Null for a new rule. */
	id: number | null;
	/** Null takes it away. */
	definition: RuleDefinition | null;
	expected?: number | undefined;
	action: "create" | "edit" | "delete";
	fields?: string[];
}

/**
 * Writes a rule in the patient's object, which keeps who wrote which version when, and brings it to the audit trail: that
 * is in another store, and so cannot be of the same transaction. Null where the `expected` version is not the newest any
 * more.
 */
async function write(context: ServiceContext, patientId: number, { action, fields = [], ...change }: Change) {
	const { id, definition, expected = null } = change;
	const by = doerOf(context, `alert-rule.${action}`, fields);
	const written = await (await monitorOf(context.env, patientId)).writeRule({ id, definition, expected, by });
	if (written.outcome === "stale") return null;
	if (written.outcome === "full")
		throw problem("conflict", { detail: `A patient has at most ${written.most} rules: take one away first.` });
	if (written.outcome !== "written") throw problem("not_found");
	return ruleAnswer(patientId, written.version);
}

/** What was written. Throws `precondition_failed` where nothing was. */
function fresh<T>(written: T | null): T {
	if (written === null) throw problem("precondition_failed");
	return written;
}

/** Adds a rule. Throws `not_found`, `forbidden`, `invalid`, and `conflict` where there are too many. */
export async function createRule(context: ServiceContext, patientId: number, body: RuleBody) {
	await rulablePatient(context, patientId);
	return fresh(await write(context, patientId, { id: null, definition: checked(body), action: "create" }));
}

/** Changes what the body names: a new version. Throws as `createRule`, and `precondition_failed` off the `expected` one. */
export async function editRule(context: ServiceContext, path: RulePath, body: EditRuleBody, expected?: number) {
	await rulablePatient(context, path.id);
	const fields = Object.keys(body);
	for (;;) {
		const { version, ...known } = await getRule(context, path);
		if (body.kind !== undefined && body.kind !== known.kind)
			throw problem("invalid", { errors: { kind: ["cannot be changed: write another rule"] } });
		const definition = checked({ ...known, ...body });
		const edit = { id: path.rule, definition, expected: expected ?? version, action: "edit", fields } as const;
		const written = await write(context, path.id, edit);
		// Somebody else was faster: who named no version edits what is there now.
		if (written || expected !== undefined) return fresh(written);
	}
}

/** Takes a rule away; its alerts stay, and an open one ends. Throws as `editRule`. */
export async function deleteRule(context: ServiceContext, path: RulePath, expected?: number): Promise<void> {
	await rulablePatient(context, path.id);
	fresh(await write(context, path.id, { id: path.rule, definition: null, expected, action: "delete" }));
}
