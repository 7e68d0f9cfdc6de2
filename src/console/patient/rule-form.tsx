import type { Child } from "hono/jsx";
import { CALLED, CHANNELS, RULE_KINDS, SEVERITIES } from "../../alert-engine/rules.ts";
import { count, fill, texts } from "../texts.ts";
import { Field, FormFault, type FormState, firstLook } from "../ui/form.tsx";
import { roomFor } from "./rule-fields.ts";

const words = texts.patient;
const form = words.rule_form;

/** How far back a rehearsal can look. */
const DAYS = [1, 3, 7, 14, 31] as const;
const BEATS = "above below change";

const NAMES = [
	...["kind", "threshold", "clear_threshold", "critical_threshold", "window_minutes", "max_gap_minutes"],
	...["sustained_minutes", "severity", "is_active", "active_hours", "active_hours.from", "active_hours.to", "days"],
] as const;

function namesOf(steps: number): string[] {
	const parts = ["", ".after_minutes", ".to", ".channel"];
	const places = Array.from({ length: steps }, (_, place) => parts.map((part) => `escalation.${place}${part}`));
	return [...NAMES, "escalation", ...places.flat()];
}

const choicesOf = <const K extends string>(values: readonly K[], names: Record<K, string>) =>
	values.map((value) => [value, names[value]] as const);

/** Faults of a group of fields as a whole. */
function Faults({ reasons }: { reasons: readonly string[] | undefined }) {
	if (!reasons) return null;
	return (
		<p class="fault" tabindex={-1} {...firstLook(true)}>
			{reasons.join(" · ")}
		</p>
	);
}

function Group(props: { legend: string; hint?: string; faults?: readonly string[]; children: Child }) {
	return (
		<fieldset>
			<legend>{props.legend}</legend>
			{props.hint && <p class="hint">{props.hint}</p>}
			<Faults reasons={props.faults} />
			<div class="fields">{props.children}</div>
		</fieldset>
	);
}

/** A field in whole numbers, for those kinds of rule that need it. */
function Figure(props: { name: string; label: string; hint: string; kinds: string; state: FormState; step?: string }) {
	const { name, label, hint, kinds, state, step = "1" } = props;
	return (
		<div data-kinds={kinds}>
			<Field form="rule" type="number" inputmode="decimal" {...{ name, label, hint, state, step }} />
		</div>
	);
}

function Kind({ state, isNew }: { state: FormState; isNew: boolean }) {
	if (isNew)
		return (
			<Field
				form="rule"
				name="kind"
				label={form.kind}
				choices={choicesOf(RULE_KINDS, form.kinds)}
				value="above"
				state={state}
				required
			/>
		);
	const { kind = "above" } = state.values;
	const name = RULE_KINDS.find((known) => known === kind) ?? "above";
	return (
		<div class="field">
			<p>
				<strong>{form.kinds[name]}</strong>
			</p>
			<p class="hint">{form.kind_fixed}</p>
			<input type="hidden" name="kind" value={name} />
		</div>
	);
}

function Limits({ state }: { state: FormState }) {
	return (
		<div data-kinds={BEATS}>
			<Group legend={form.limits} hint={form.limits_hint}>
				<Figure name="threshold" label={form.threshold} hint={form.threshold_hint} kinds={BEATS} state={state} />
				<Figure
					name="clear_threshold"
					label={form.clear_threshold}
					hint={form.clear_hint}
					kinds={BEATS}
					state={state}
				/>
				<Figure
					{...{ name: "critical_threshold", label: form.critical_threshold, hint: form.critical_hint }}
					kinds={BEATS}
					state={state}
				/>
			</Group>
		</div>
	);
}

function Durations({ state }: { state: FormState }) {
	return (
		<Group legend={form.duration}>
			<Figure
				{...{ name: "sustained_minutes", label: form.sustained, hint: form.sustained_hint, step: "any" }}
				kinds={`${BEATS} no_data`}
				state={state}
			/>
			<Figure
				{...{ name: "window_minutes", label: form.window, hint: form.window_hint, step: "any" }}
				kinds="change"
				state={state}
			/>
			<Figure
				{...{ name: "max_gap_minutes", label: form.gap, hint: form.gap_hint, step: "any" }}
				kinds={BEATS}
				state={state}
			/>
		</Group>
	);
}

function Importance({ state }: { state: FormState }) {
	const shared = { form: "rule", state, required: true };
	const active = [
		["true", form.active],
		["false", form.inactive],
	] as const;
	return (
		<Group legend={form.importance}>
			<Field {...shared} name="severity" label={form.severity} choices={choicesOf(SEVERITIES, words.severities)} />
			<Field {...shared} name="is_active" label={form.is_active} choices={active} />
		</Group>
	);
}

function Hours({ state }: { state: FormState }) {
	return (
		<Group legend={form.hours} hint={form.hours_hint} faults={state.errors.active_hours}>
			<Field form="rule" name="active_hours.from" label={form.from} type="time" state={state} />
			<Field form="rule" name="active_hours.to" label={form.to} type="time" state={state} />
		</Group>
	);
}

function Step({ place, state }: { place: number; state: FormState }) {
	const name = `escalation.${place}`;
	const shared = { form: "rule", state };
	return (
		<fieldset class="step">
			<legend>{fill(form.step, { n: place + 1 })}</legend>
			<Faults reasons={state.errors[name]} />
			<div class="fields">
				<Field {...shared} name={`${name}.after_minutes`} label={form.after} type="number" step="any" />
				<Field {...shared} name={`${name}.to`} label={form.whom} choices={choicesOf(CALLED, words.called)} required />
				<Field
					{...shared}
					name={`${name}.channel`}
					label={form.channel}
					choices={choicesOf(CHANNELS, words.channels)}
					required
				/>
			</div>
		</fieldset>
	);
}

function Ladder({ state, steps }: { state: FormState; steps: number }) {
	return (
		<fieldset>
			<legend>{form.ladder}</legend>
			<p class="hint">{form.ladder_hint}</p>
			<Faults reasons={state.errors.escalation} />
			{Array.from({ length: steps }, (_, place) => (
				<Step place={place} state={state} />
			))}
		</fieldset>
	);
}

/** Rehearses or saves: `do` says which. Enter in a field rehearses, which changes nothing. */
function Buttons({ state, mayWrite }: { state: FormState; mayWrite: boolean }) {
	const days = DAYS.map((n) => [String(n), count(form.days, n)] as const);
	return (
		<div class="rule-buttons">
			<Field form="rule" name="days" label={form.rehearse_days} choices={days} value="7" state={state} required />
			<button type="submit" name="do" value="rehearse">
				{form.rehearse}
			</button>
			{mayWrite && (
				<button type="submit" name="do" value="save" class="primary">
					{form.save}
				</button>
			)}
			<p class="hint">{form.rehearse_hint}</p>
		</div>
	);
}

/** A rule as a form. `version` is the one that an edit is made on, null of a new rule. */
export function RuleForm(props: { state: FormState; action: string; version: string | null; mayWrite: boolean }) {
	const { state, action, version, mayWrite } = props;
	const steps = roomFor(state.values);
	return (
		<form method="post" action={action} class="card" id="rule-form">
			<FormFault state={state} fields={namesOf(steps)} />
			{version !== null && <input type="hidden" name="version" value={version} />}
			<Kind state={state} isNew={version === null} />
			<Limits state={state} />
			<Durations state={state} />
			<Importance state={state} />
			<Hours state={state} />
			<Ladder state={state} steps={steps} />
			<Buttons state={state} mayWrite={mayWrite} />
		</form>
	);
}
