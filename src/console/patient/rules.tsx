import type { ruleAnswer } from "../../alert-rules/service.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm } from "../ui/form.tsx";
import { type Patient, patientPath } from "./frame.tsx";
import { RuleFacts } from "./rule-facts.tsx";
import { ruleText } from "./rule-words.ts";

const words = texts.patient;

type Rule = ReturnType<typeof ruleAnswer>;

/** Where a rule is. */
export const rulePath = (patient: number, id: number | "new"): string => `${patientPath(patient, "rules")}/${id}`;

function RuleCard({ rule, mayWrite }: { rule: Rule; mayWrite: boolean }) {
	const text = ruleText(rule);
	const path = rulePath(rule.patient, rule.id);
	const action = mayWrite ? words.edit_rule : words.try_rule;
	return (
		<section class="card" id={`rule-${rule.id}`} aria-labelledby={`rule-${rule.id}-title`}>
			<div class="page-head">
				<h3 id={`rule-${rule.id}-title`}>{text}</h3>
				<Badge tone={rule.is_active ? "good" : "silent"}>{rule.is_active ? words.on : words.off}</Badge>
			</div>
			<RuleFacts rule={rule} />
			<div class="actions">
				<a class="button" href={path} aria-label={fill(words.edit_label, { action, rule: text })}>
					{action}
				</a>
				{mayWrite && (
					<ButtonForm
						action={`${path}/remove`}
						text={texts.common.remove}
						label={fill(words.remove_label, { rule: text })}
						fields={{ version: rule.version }}
						kind="danger"
						confirm={words.remove_confirm}
					/>
				)}
			</div>
		</section>
	);
}

/** What a patient's heart is watched for. */
export function RulesTab({
	patient,
	rules,
	mayWrite,
}: {
	patient: Patient;
	rules: readonly Rule[];
	mayWrite: boolean;
}) {
	return (
		<section class="part" aria-labelledby="rules">
			<div class="page-head">
				<h2 id="rules">{words.rules_title}</h2>
				<a class="button primary" href={rulePath(patient.id, "new")}>
					{mayWrite ? words.add_rule : words.rule_form.try}
				</a>
			</div>
			<p class="hint">{words.rules_lead}</p>
			{rules.length === 0 && <p class="empty">{words.no_rules}</p>}
			<div class="grid">
				{rules.map((rule) => (
					<RuleCard rule={rule} mayWrite={mayWrite} />
				))}
			</div>
		</section>
	);
}
