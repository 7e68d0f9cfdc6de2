import type { Context } from "hono";
import { DEFAULT_RULES } from "../../alert-engine/rules.ts";
import { fieldsOf } from "../../alert-rules/definition.ts";
import { rehearseRule } from "../../alert-rules/rehearsing.ts";
import { editRuleBody, rehearseBody, ruleBody, ruleParam } from "../../alert-rules/schema.ts";
import { createRule, deleteRule, editRule, getRule, listRules, mayWriteRules } from "../../alert-rules/service.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { may } from "../../auth/policy.ts";
import { checked } from "../../http/checked.ts";
import { problem } from "../../http/problem.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { facedPatient, PATIENT, type Patient, patientPage, patientPath } from "./frame.tsx";
import { Rehearsal, type Rehearsed } from "./rehearsal.tsx";
import { ruleOf, valuesOf } from "./rule-fields.ts";
import { RuleForm } from "./rule-form.tsx";
import { RulesTab, rulePath } from "./rules.tsx";

/** What one patient's heart is watched for. */
export const rulePages = newPages();

const words = texts.patient.rule_form;
const RULE = `${PATIENT}/rules/:rule{[0-9]+}` as const;
/** As many rules as a patient may have fit on a page. */
const ALL = { limit: 100, offset: 0 };

/** What a new rule shows at first: whom the rules call that every patient starts with. What is blank is as usual. */
const [usual] = DEFAULT_RULES;
const ladder = Object.entries(usual ? valuesOf(fieldsOf(usual)) : {}).filter(([name]) =>
	name.startsWith("escalation."),
);
const USUAL: FormState = { ...EMPTY_FORM, values: Object.fromEntries(ladder) };

function mayWrite(c: Context<ConsoleEnv>, { owner, user }: Patient): boolean {
	const { actor } = serviceContext(c);
	return may(actor, "alert-rules.write") && mayWriteRules(actor, { ownerId: owner, userId: user });
}

rulePages.get(`${PATIENT}/rules`, async (c) => {
	const head = await facedPatient(c);
	const { patient } = head;
	const { results: rules } = await (await listRules(serviceContext(c), patient.id)).page(ALL);
	const tab = <RulesTab {...{ patient, rules }} mayWrite={mayWrite(c, patient)} />;
	return patientPage(c, head, { tab: "rules", children: tab });
});

interface FormPage {
	id: number | "new";
	state: FormState;
	version: string | null;
	rehearsed?: { found: Rehearsed; days: number };
}

async function formPage(c: Context<ConsoleEnv>, asked: FormPage, status?: Parameters<typeof patientPage>[3]) {
	const { id, state, version, rehearsed } = asked;
	const head = await facedPatient(c);
	const writes = mayWrite(c, head.patient);
	const title = writes ? (id === "new" ? words.new : words.edit) : words.try;
	const shown = (
		<>
			<div class="page-head">
				<h2>{title}</h2>
				<a href={patientPath(head.patient.id, "rules")}>{texts.common.cancel}</a>
			</div>
			{!writes && <p class="hint">{words.try_lead}</p>}
			{rehearsed && <Rehearsal {...rehearsed} />}
			<RuleForm {...{ state, version }} action={rulePath(head.patient.id, id)} mayWrite={writes} />
		</>
	);
	return patientPage(c, head, { tab: "rules", title, scripts: ["rule.client.js"], children: shown }, status);
}

/** Shows when the rule of a form would have alerted, above the form as it was sent. */
async function rehearsed(c: Context<ConsoleEnv>, patient: number, page: FormPage) {
	const { values } = page.state;
	const body = checked(rehearseBody, { ...ruleOf(values), days: Number(values.days) });
	const found = await rehearseRule(serviceContext(c), patient, body);
	return formPage(c, { ...page, rehearsed: { found, days: body.days } });
}

rulePages.get(`${PATIENT}/rules/new`, (c) => formPage(c, { id: "new", state: USUAL, version: null }));

rulePages.post(`${PATIENT}/rules/new`, async (c) => {
	const { patient } = await facedPatient(c);
	const fields = await sentFields(c);
	const page = (state: FormState): FormPage => ({ id: "new", state, version: null });
	return submit(
		fields,
		async () => {
			if (fields.do !== "save") return rehearsed(c, patient.id, page({ ...EMPTY_FORM, values: fields }));
			if (!mayWrite(c, patient)) throw problem("forbidden");
			await createRule(serviceContext(c), patient.id, checked(ruleBody, ruleOf(fields)));
			return goOn(c, patientPath(patient.id, "rules"), "saved");
		},
		(state, status) => formPage(c, page(state), status),
	);
});

rulePages.get(RULE, async (c) => {
	const path = checked(ruleParam, c.req.param());
	const rule = await getRule(serviceContext(c), path);
	return formPage(c, {
		...{ id: path.rule, version: String(rule.version) },
		state: { ...EMPTY_FORM, values: valuesOf(rule) },
	});
});

rulePages.post(RULE, async (c) => {
	const path = checked(ruleParam, c.req.param());
	const { patient } = await facedPatient(c);
	const fields = await sentFields(c);
	const { version = "" } = fields;
	const page = (state: FormState): FormPage => ({ id: path.rule, state, version });
	return submit(
		fields,
		async () => {
			if (fields.do !== "save") return rehearsed(c, patient.id, page({ ...EMPTY_FORM, values: fields }));
			if (!mayWrite(c, patient)) throw problem("forbidden");
			await editRule(serviceContext(c), path, checked(editRuleBody, ruleOf(fields)), Number(version));
			return goOn(c, patientPath(path.id, "rules"), "saved");
		},
		(state, status) => formPage(c, page(state), status),
	);
});

rulePages.post(`${RULE}/remove`, async (c) => {
	const path = checked(ruleParam, c.req.param());
	const { patient } = await facedPatient(c);
	if (!mayWrite(c, patient)) throw problem("forbidden");
	const { version } = await sentFields(c);
	await deleteRule(serviceContext(c), path, Number(version));
	return goOn(c, patientPath(path.id, "rules"), "removed");
});
