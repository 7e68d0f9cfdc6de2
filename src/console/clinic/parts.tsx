import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { type Action, may } from "../../auth/policy.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { texts } from "../texts.ts";
import { ButtonForm, FormFault, type FormState } from "../ui/form.tsx";

const words = texts.clinic;

const isBlank = (fact: Child) => fact === null || fact === undefined || fact === "" || fact === false;

/** What is known, term by term; what is not is left out. */
export function Facts({ facts }: { facts: readonly (readonly [term: string, fact: Child])[] }) {
	const known = facts.filter(([, fact]) => !isBlank(fact));
	if (known.length === 0) return <p class="empty">{texts.common.nothing}</p>;
	return (
		<dl class="facts">
			{known.map(([term, fact]) => (
				<>
					<dt>{term}</dt>
					<dd>{fact}</dd>
				</>
			))}
		</dl>
	);
}

/** A section of a tab: its heading, and beside it what can be done there. */
export function Section({ title, tools, children }: { title: string; tools?: Child; children?: Child }) {
	return (
		<section class="part">
			<div class="page-head">
				<h2>{title}</h2>
				{tools && <div class="actions">{tools}</div>}
			</div>
			{children}
		</section>
	);
}

/** What can be done to one thing on its own page: edit it, or remove it, once asked. */
export function EditTools(props: { path: string; name: string; version: number; confirm: string }) {
	const { path, name, version, confirm } = props;
	return (
		<>
			<a class="button" href={`${path}/edit`}>
				{texts.common.edit}
			</a>
			<ButtonForm
				action={`${path}/remove`}
				text={texts.common.remove}
				label={`${texts.common.remove}: ${name}`}
				fields={{ version }}
				kind="danger"
				confirm={confirm}
			/>
		</>
	);
}

/** Somebody else was faster: what was written is still there, and counts if it is sent again. */
const overtaken = (state: FormState, status: number | undefined): FormState =>
	status === 412 ? { ...state, message: words.overtaken } : state;

/** A form in a card. `version` is of the thing as it is now. */
export function FormCard(props: {
	action: string;
	state: FormState;
	/** The names of its fields: faults of others stand above. */
	fields: readonly string[];
	submit: string;
	status?: number | undefined;
	version?: number | undefined;
	cancel?: string;
	takesFiles?: boolean;
	label?: string;
	children?: Child;
}) {
	const { action, state, fields, submit, status, version, cancel, takesFiles, label, children } = props;
	return (
		<form
			method="post"
			action={action}
			class="card"
			aria-label={label}
			enctype={takesFiles ? "multipart/form-data" : undefined}
		>
			<FormFault state={overtaken(state, status)} fields={fields} />
			{children}
			{version !== undefined && <input type="hidden" name="version" value={String(version)} />}
			<div class="actions">
				<button type="submit" class="primary">
					{submit}
				</button>
				{cancel && (
					<a class="button quiet" href={cancel}>
						{texts.common.cancel}
					</a>
				)}
			</div>
		</form>
	);
}

/** A box to tick. */
export function Tick(props: { form: string; name: string; label: string; hint?: string; isOn?: boolean }) {
	const { form, name, label, hint, isOn } = props;
	const id = `${form}-${name}`;
	return (
		<div class="tick">
			<input type="checkbox" id={id} name={name} checked={isOn} aria-describedby={hint && `${id}-hint`} />
			<label for={id}>{label}</label>
			{hint && (
				<p class="hint" id={`${id}-hint`}>
					{hint}
				</p>
			)}
		</div>
	);
}

/** What an admin has just removed can be put back: its number is in the address. */
export function PutBack({ c, action, path }: { c: Context<ConsoleEnv>; action: Action; path: string }) {
	const removed = c.req.query("removed") ?? "";
	const actor = c.get("actor");
	if (!actor || !may(actor, action) || !/^\d{1,15}$/.test(removed)) return null;
	return (
		<div class="notice put-back">
			<p>{words.can_be_put_back}</p>
			<ButtonForm action={`${path}/${removed}/restore`} text={words.put_back} />
		</div>
	);
}
