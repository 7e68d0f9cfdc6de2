import { describe, expect, it } from "vitest";
import { DEFAULT_RULES, RULE_KINDS, type RuleDefinition } from "../../../src/alert-engine/rules.ts";
import { definitionOf, fieldsOf, type RuleFields } from "../../../src/alert-rules/definition.ts";
import { editRuleBody } from "../../../src/alert-rules/schema.ts";
import { roomFor, ruleOf, valuesOf } from "../../../src/console/patient/rule-fields.ts";

const read = (values: Record<string, string>) => editRuleBody.parse(ruleOf(values));

function ruleOfKind(kind: (typeof RULE_KINDS)[number], fields: Partial<RuleFields> = {}): RuleDefinition {
	const { definition, errors } = definitionOf({ kind, threshold: 100, ...fields });
	expect(errors).toEqual({});
	if (!definition) throw new Error(`no rule: ${kind}`);
	return definition;
}

describe("the form of a rule", () => {
	it.each(RULE_KINDS)("says of a rule `%s` what it was given", (kind) => {
		const rules = [
			ruleOfKind(kind),
			ruleOfKind(kind, { active_hours: { from: "22:00", to: "06:30" }, is_active: false, severity: "critical" }),
			ruleOfKind(kind, { escalation: [], sustained_minutes: 7.5 }),
		];
		for (const rule of rules) {
			const sent = read(valuesOf(fieldsOf(rule)));
			const { definition } = definitionOf({ ...sent, kind });
			expect(definition).toEqual(rule);
		}
	});

	it("leaves what is blank to what is usual", () => {
		const blank = read({ kind: "above", threshold: "120", severity: "warning", is_active: "true" });
		const { definition } = definitionOf({ ...blank, kind: "above" });
		expect(definition).toEqual({ ...DEFAULT_RULES[0], criticalThreshold: null, escalation: [] });
	});

	it("hands on what is no number, to be refused", () => {
		expect(ruleOf({ threshold: "fast" })).toMatchObject({ threshold: "fast" });
		expect(editRuleBody.safeParse(ruleOf({ kind: "above", threshold: "fast" })).success).toBe(false);
	});

	it("has room for one more step, and for six at most", () => {
		const steps = (count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, place) => [`escalation.${place}.after_minutes`, "5"]));
		expect([0, 1, 2, 3, 5, 6].map((count) => roomFor(steps(count)))).toEqual([3, 3, 3, 4, 6, 6]);
	});
});
