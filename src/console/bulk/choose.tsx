import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import { checked } from "../../http/checked.ts";
import { listPatientsQuery } from "../../patients/schema.ts";
import { adminPage } from "../admin/frame.tsx";
import { choicesOf } from "../admin/names.tsx";
import type { ConsoleEnv } from "../session/visit.ts";
import { count, fill, texts } from "../texts.ts";
import { EMPTY_FORM, Field, type FormState } from "../ui/form.tsx";
import { CalendarDate } from "../ui/time.tsx";
import { idsOf, MOST_CHOSEN, together } from "./chosen.ts";
import { doctorChoices, findPatients, namesOf, type Patient } from "./people.ts";

const words = texts.bulk.choose;

type Listed = Pick<Patient, "id" | "name" | "date_of_birth">;

interface Choice {
	/** The ids, in the order of their choice. */
	chosen: number[];
	/** Those who are shown: who is chosen beyond the search, then who matches it. */
	others: readonly Listed[];
	matches: readonly Listed[];
	count: number;
	filters: FormState;
	doctors: Awaited<ReturnType<typeof doctorChoices>>;
	/** Why this choice cannot be gone on with. */
	fault?: string | undefined;
}

const FILTERS = ["search", "doctor_id", "gender"] as const;

/** What an address says of the choice. */
function askedOf(c: Context<ConsoleEnv>) {
	const values = Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim() ?? ""]));
	const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
	const boxes = idsOf((c.req.queries("patient") ?? []).join(" "));
	const pasted = idsOf(c.req.query("ids") ?? "");
	const unread = [...boxes.unread, ...pasted.unread];
	return { values, given, ids: together(boxes.ids, pasted.ids), unread };
}

function faultOf({ unread }: { unread: readonly string[] }, chosen: readonly number[], most: number, isDone: boolean) {
	const [text] = unread;
	if (text) return fill(words.ids_fault, { text });
	if (chosen.length > most) return fill(words.too_many, { most, n: chosen.length });
	return isDone && chosen.length === 0 ? words.nobody : undefined;
}

/** The patients whom an address chooses, with all that the page to choose them shows. */
export async function choiceIn(c: Context<ConsoleEnv>, most: number): Promise<Choice & { isDone: boolean }> {
	const context = serviceContext(c);
	const asked = askedOf(c);
	const [{ count, results: matches }, doctors] = await Promise.all([
		findPatients(
			context,
			checked(listPatientsQuery.pick({ search: true, doctor_id: true, gender: true }), asked.given),
		),
		doctorChoices(context),
	]);
	const shown = matches.map(({ id }) => id);
	const all = c.req.query("all") ? together(asked.ids, shown) : asked.ids;
	const chosen = c.req.query("none") ? [] : all;
	const beyond = chosen.filter((id) => !shown.includes(id)).slice(0, MOST_CHOSEN);
	const name = await namesOf(context, beyond);
	const others = beyond.map((id) => ({ id, name: name(id), date_of_birth: null }));
	const isDone = c.req.query("next") !== undefined;
	const fault = faultOf(asked, chosen, most, isDone);
	const filters = { ...EMPTY_FORM, values: asked.values };
	return { chosen, others, matches, count, filters, doctors, fault, isDone: isDone && !fault };
}

function Box({ patient, isChosen }: { patient: Listed; isChosen: boolean }) {
	const { id, name, date_of_birth } = patient;
	return (
		<li>
			<label>
				<input type="checkbox" name="patient" value={String(id)} checked={isChosen} />
				<span>{name || fill(texts.bulk.unknown, { id })}</span>
				<span class="hint">
					{date_of_birth && <CalendarDate date={date_of_birth} />}
					{date_of_birth && " · "}
					{fill(words.number, { id })}
				</span>
			</label>
		</li>
	);
}

function Search({ filters, doctors }: Pick<Choice, "filters" | "doctors">) {
	const shared = { form: "choose", state: filters } as const;
	const [, ...known] = doctors;
	return (
		<div class="filters">
			<Field {...shared} name="search" label={words.search} placeholder={words.search_hint} />
			<Field
				{...shared}
				name="doctor_id"
				label={words.doctor}
				choices={[["", texts.common.all], ...known]}
				required={false}
			/>
			<Field {...shared} name="gender" label={words.gender} choices={choicesOf(texts.admin.users.genders)} />
			<button type="submit">{words.find}</button>
		</div>
	);
}

function Boxes({ others, matches, chosen, count: all }: Choice) {
	return (
		<fieldset class="pick" aria-label={words.title}>
			<p class="hint" role="status">
				{count(words.shown, all)} {all > matches.length && fill(words.first, { most: matches.length, n: all })}{" "}
				<strong>{count(words.chosen, chosen.length)}</strong>
			</p>
			<ul>
				{[...others, ...matches].map((patient) => (
					<Box patient={patient} isChosen={chosen.includes(patient.id)} />
				))}
			</ul>
			<div class="actions">
				<button type="submit" name="all" value="1" class="quiet">
					{words.all}
				</button>
				<button type="submit" name="none" value="1" class="quiet">
					{words.none}
				</button>
			</div>
		</fieldset>
	);
}

/** The form that chooses patients: search as often as needed, who is chosen stays so. */
export function ChoosePatients({ choice, action }: { choice: Choice; action: string }) {
	const { fault } = choice;
	return (
		<form method="get" action={action} class="card" aria-labelledby="choose">
			<h2 id="choose">{words.title}</h2>
			<Search filters={choice.filters} doctors={choice.doctors} />
			<Boxes {...choice} />
			<Field
				form="choose"
				name="ids"
				label={words.ids}
				hint={words.ids_hint}
				rows={2}
				state={{ values: {}, errors: fault === undefined ? {} : { ids: [fault] } }}
				inputmode="numeric"
			/>
			<div class="actions">
				<button type="submit" name="next" value="1" class="primary">
					{words.next}
				</button>
			</div>
		</form>
	);
}

/** Answers the page on which patients are chosen for something, or once they are, the one on which it is said in detail. */
export async function chosenFor(
	c: Context<ConsoleEnv>,
	action: {
		most: number;
		title: string;
		lead: string;
		action: string;
		detailsPage: (c: Context<ConsoleEnv>, chosen: number[], state: FormState) => Response | Promise<Response>;
	},
) {
	const choice = await choiceIn(c, action.most);
	const { doctor = "" } = c.req.query();
	if (choice.isDone) return action.detailsPage(c, choice.chosen, { ...EMPTY_FORM, values: { doctor } });
	const { title, lead } = action;
	const children = <ChoosePatients choice={choice} action={action.action} />;
	return adminPage(c, { title, lead, children }, choice.fault ? 400 : 200);
}
