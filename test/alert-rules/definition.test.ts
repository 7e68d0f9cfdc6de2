import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALLED, CHANNELS, DEFAULT_RULES, RULE_KINDS, SEVERITIES } from "../../src/alert-engine/rules.ts";
import { definitionOf, fieldsOf, type RuleFields } from "../../src/alert-rules/definition.ts";

describe("a rule of which only the point is given", () => {
	it.each([
		[
			{ kind: "above", threshold: 130 },
			{ clear_threshold: 120, critical_threshold: null, sustained_minutes: 5 },
		],
		[
			{ kind: "below", threshold: 50 },
			{ clear_threshold: 60, critical_threshold: null, max_gap_minutes: 2 },
		],
		[{ kind: "below", threshold: 295 }, { clear_threshold: 300 }],
		[{ kind: "above", threshold: 25 }, { clear_threshold: 20 }],
		[
			{ kind: "change", threshold: 45 },
			{ clear_threshold: 22, window_minutes: 5 },
		],
		[{ kind: "no_data" }, { sustained_minutes: 30, threshold: null, window_minutes: null, max_gap_minutes: null }],
	] satisfies [RuleFields, object][])("%o has the rest by itself", (fields, rest) => {
		const { definition, errors } = definitionOf(fields);
		expect(errors).toEqual({});
		expect(definition && fieldsOf(definition)).toMatchObject({
			...{ ...fields, severity: "warning", active_hours: null, is_active: true },
			...rest,
		});
	});
});

const above = { kind: "above", threshold: 130 } as const;
const below = { kind: "below", threshold: 50 } as const;
const change = { kind: "change", threshold: 40 } as const;
const step = (after_minutes: number) => ({ after_minutes, to: "doctors", channel: "inbox" }) as const;

it.each<[string, RuleFields, string[]]>([
	["no threshold", { kind: "above" }, ["threshold"]],
	["a threshold of nothing", { kind: "below", threshold: null }, ["threshold"]],
	["a heart rate that no heart has", { ...above, threshold: 301 }, ["threshold"]],
	["a swing that is none", { kind: "change", threshold: 4, clear_threshold: 2 }, ["threshold"]],
	["an end beyond the threshold", { ...above, clear_threshold: 131 }, ["clear_threshold"]],
	["an end beyond a low threshold", { ...below, clear_threshold: 49 }, ["clear_threshold"]],
	["an end that no heart rate reaches", { ...above, clear_threshold: 19 }, ["clear_threshold"]],
	["an end that no slow heart reaches", { ...below, clear_threshold: 301 }, ["clear_threshold"]],
	["an end below no swing at all", { ...change, clear_threshold: -1 }, ["clear_threshold"]],
	["worse than bad on the calm side", { ...above, critical_threshold: 130 }, ["critical_threshold"]],
	["worse than slow on the calm side", { ...below, critical_threshold: 50 }, ["critical_threshold"]],
	["worse than any heart", { ...above, critical_threshold: 301 }, ["critical_threshold"]],
	["a wait that goes backwards", { ...above, sustained_minutes: -1 }, ["sustained_minutes"]],
	["a wait of hours", { ...above, sustained_minutes: 121 }, ["sustained_minutes"]],
	["a silence of nothing", { kind: "no_data", sustained_minutes: 0 }, ["sustained_minutes"]],
	["a silence of more than a week", { kind: "no_data", sustained_minutes: 10_081 }, ["sustained_minutes"]],
	["a window of no length", { ...change, window_minutes: 0 }, ["window_minutes"]],
	["a gap of no length", { ...above, max_gap_minutes: 0 }, ["max_gap_minutes"]],
	["hours that end as they begin", { ...above, active_hours: { from: "08:00", to: "08:00" } }, ["active_hours"]],
	["a ladder that leads down", { ...above, escalation: [step(20), step(10)] }, ["escalation"]],
	["two faults", { ...above, sustained_minutes: 999, window_minutes: 61 }, ["sustained_minutes", "window_minutes"]],
])("%s is named by its field", (_, fields, wrong) => {
	expect(Object.keys(definitionOf(fields).errors).sort()).toEqual(wrong);
});

it.each<[string, RuleFields]>([
	["an end on the threshold", { ...above, clear_threshold: 130 }],
	["the widest bounds", { ...below, threshold: 20, clear_threshold: 300, sustained_minutes: 0, max_gap_minutes: 60 }],
	["an end of a swing at rest", { ...change, clear_threshold: 0 }],
	["hours over midnight", { ...above, active_hours: { from: "22:00", to: "06:00" } }],
	["steps at the same time", { ...above, escalation: [step(10), step(10)] }],
])("%s is allowed", (_, fields) => {
	expect(definitionOf(fields).errors).toEqual({});
});

it.each(DEFAULT_RULES)("the $kind rule that every patient starts with could have been written", (rule) => {
	expect(definitionOf(fieldsOf(rule))).toEqual({ definition: rule, errors: {} });
});

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const time = fc
	.integer({ min: 0, max: 1439 })
	.map((minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`);
const bpm = orNull(fc.integer({ min: -10, max: 320 }));
const minutes = fc.double({ min: -1, max: 200, noNaN: true });
const sent: fc.Arbitrary<RuleFields> = fc.record(
	{
		kind: fc.constantFrom(...RULE_KINDS),
		...{ threshold: bpm, clear_threshold: bpm, critical_threshold: bpm },
		...{ sustained_minutes: minutes, window_minutes: orNull(minutes), max_gap_minutes: orNull(minutes) },
		severity: fc.constantFrom(...SEVERITIES),
		active_hours: orNull(fc.record({ from: time, to: time })),
		escalation: fc.array(
			fc.record({ after_minutes: minutes, to: fc.constantFrom(...CALLED), channel: fc.constantFrom(...CHANNELS) }),
		),
		is_active: fc.boolean(),
	},
	{ requiredKeys: ["kind"] },
);

it("what is shown of a rule, sent again, is the same rule", () => {
	fc.assert(
		fc.property(sent, (fields) => {
			const { definition, errors } = definitionOf(fields);
			if (!definition) return;
			const again = definitionOf(fieldsOf(definition));
			expect(again.definition).toEqual(definition);
			expect(Object.keys(again.errors)).toEqual(Object.keys(errors));
		}),
		{ numRuns: 1_000 },
	);
});
