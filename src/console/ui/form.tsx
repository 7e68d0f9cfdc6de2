import type { Child } from "hono/jsx";
import type { FieldErrors } from "../../http/problem.ts";
import { texts } from "../texts.ts";

/** What a form was sent with, and why it was refused: what its fields show when the page comes again. */
export interface FormState {
	values: Readonly<Record<string, string>>;
	errors: FieldErrors;
	/** Of the whole form. */
	message?: string | undefined;
}

export const EMPTY_FORM: FormState = { values: {}, errors: {} };

interface FieldProps {
	/** Tells the fields of several forms on a page apart. */
	form: string;
	name: string;
	label: string;
	hint?: string;
	state?: FormState;
	/** Where the form was not sent yet. */
	value?: string | number | null | undefined;
	required?: boolean;
	/** A list of choices makes it a menu. */
	choices?: readonly (readonly [value: string, text: string])[];
	/** Lines of a text. */
	rows?: number;
	/** Of the input: `type`, `min`, `autocomplete` … */
	[attribute: string]: unknown;
}

interface Remarked {
	/** Of the field. */
	id: string;
	hint?: string | undefined;
	faults: readonly string[];
}

/** The ids of a field's remarks: what `aria-describedby` names. */
const remarksOf = ({ id, hint, faults }: Remarked): string | undefined =>
	[hint && `${id}-hint`, faults.length > 0 && `${id}-fault`].filter(Boolean).join(" ") || undefined;

/** What is said below a field: how to fill it in, and what was wrong with it. */
function Remarks({ id, hint, faults }: Remarked) {
	return (
		<>
			{hint && (
				<p class="hint" id={`${id}-hint`}>
					{hint}
				</p>
			)}
			{faults.length > 0 && (
				<p class="fault" id={`${id}-fault`}>
					{faults.join(" · ")}
				</p>
			)}
		</>
	);
}

/** Takes the keyboard, and whoever hears the page, to what is wrong: of several, a browser takes the first. */
export const firstLook = (isWrong: boolean) => ({ autofocus: isWrong || undefined });

/** A labelled field with its hint and its fault, tied to it for who hears the page. */
export function Field(props: FieldProps) {
	const { form, name, label, hint, state = EMPTY_FORM, value, required, choices, rows, ...attributes } = props;
	const id = `${form}-${name}`;
	const faults = state.errors[name] ?? [];
	const shown = state.values[name] ?? (value === null || value === undefined ? "" : String(value));
	const remarks = { id, hint, faults };
	const common = {
		id,
		name,
		required,
		"aria-describedby": remarksOf(remarks),
		"aria-invalid": faults.length > 0 ? "true" : undefined,
		...firstLook(faults.length > 0),
		...attributes,
	};
	return (
		<div class="field">
			<label for={id}>
				{label}
				{!required && <span class="optional"> {texts.common.optional}</span>}
			</label>
			{choices ? (
				<select {...common}>
					{choices.map(([choice, text]) => (
						<option value={choice} selected={choice === shown}>
							{text}
						</option>
					))}
				</select>
			) : rows ? (
				<textarea {...common} rows={rows}>
					{shown}
				</textarea>
			) : (
				<input {...common} value={attributes.type === "password" ? undefined : shown} />
			)}
			<Remarks {...remarks} />
		</div>
	);
}

/** A question of which any number of answers may be ticked. */
export function Choices(props: {
	form: string;
	name: string;
	legend: string;
	hint?: string;
	choices: readonly (readonly [value: string, text: string])[];
	chosen: readonly string[];
	state?: FormState;
}) {
	const { form, name, legend, hint, choices, chosen, state = EMPTY_FORM } = props;
	const id = `${form}-${name}`;
	const faults = state.errors[name] ?? [];
	const remarks = { id, hint, faults };
	return (
		<fieldset aria-describedby={remarksOf(remarks)}>
			<legend>{legend}</legend>
			<div class="ticks">
				{choices.map(([value, text]) => (
					<label>
						<input
							type="checkbox"
							name={name}
							value={value}
							checked={chosen.includes(value)}
							{...firstLook(faults.length > 0)}
						/>{" "}
						{text}
					</label>
				))}
			</div>
			<Remarks {...remarks} />
		</fieldset>
	);
}

/** What a refused form says above its fields; faults of no field that it has stand here too. */
export function FormFault({ state, fields }: { state: FormState; fields: readonly string[] }) {
	const others = Object.entries(state.errors).filter(([name]) => !fields.includes(name));
	const isOfAField = Object.keys(state.errors).length > others.length;
	if (!state.message && Object.keys(state.errors).length === 0) return null;
	return (
		<div class="notice bad" role="alert" tabindex={-1} {...firstLook(!isOfAField)}>
			<p>{state.message ?? texts.form.failed}</p>
			{others.map(([name, reasons]) => (
				<p>{`${name}: ${reasons.join(" · ")}`}</p>
			))}
		</div>
	);
}

/** A form that is one button: `fields` go along unseen. `confirm` is asked first where the browser runs scripts. */
export function ButtonForm(props: {
	action: string;
	text: string;
	/** Where `text` alone does not say of what: what a screen reader says. */
	label?: string;
	fields?: Record<string, string | number>;
	kind?: "plain" | "quiet" | "danger";
	confirm?: string;
	children?: Child;
}) {
	const { action, text, label, fields = {}, kind = "plain", confirm, children } = props;
	return (
		<form method="post" action={action} class="button-form" data-confirm={confirm}>
			{Object.entries(fields).map(([name, value]) => (
				<input type="hidden" name={name} value={String(value)} />
			))}
			{children}
			<button type="submit" class={kind} aria-label={label}>
				{text}
			</button>
		</form>
	);
}
