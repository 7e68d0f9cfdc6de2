import type { z } from "zod";
import { serviceContext } from "../../auth/authenticate.ts";
import { checked } from "../../http/checked.ts";
import { invalid } from "../../http/problem.ts";
import { createMappings } from "../../mappings/bulk.ts";
import { bulkMappingBody } from "../../mappings/schema.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { adminPage } from "../admin/frame.tsx";
import { sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { count, fill, texts } from "../texts.ts";
import { Field, FormFault, type FormState } from "../ui/form.tsx";
import { chosenFor } from "./choose.tsx";
import { idsOf, MOST_CHOSEN } from "./chosen.ts";
import { doctorChoices, doctorName, namesOf } from "./people.ts";
import { type Item, Results, Run } from "./run.tsx";

const words = texts.bulk.assign;
const PATH = "/admin/bulk/assign";

type Context = Parameters<typeof adminPage>[0];
type Status = Parameters<typeof adminPage>[2];

const lead = fill(words.lead, { most: MOST_CHOSEN });
const othersAt = (ids: readonly number[]) => `${PATH}?ids=${ids.join(",")}`;

/** The second step: which doctor, and what for. */
async function detailsPage(c: Context, ids: readonly number[], state: FormState, status?: Status) {
	const doctors = await doctorChoices(serviceContext(c));
	const shared = { form: "assign", state } as const;
	const form = (
		<form method="post" action={PATH} class="card" aria-labelledby="details">
			<h2 id="details">{words.step}</h2>
			<FormFault state={state} fields={["doctor", "relationship_type", "notes"]} />
			<p>
				{count(texts.bulk.patients, ids.length)} <a href={othersAt(ids)}>{texts.bulk.choose.back}</a>
			</p>
			<input type="hidden" name="patients" value={ids.join(",")} />
			<div class="fields">
				<Field {...shared} name="doctor" label={words.doctor} choices={doctors} required />
				<Field
					{...shared}
					name="relationship_type"
					label={words.relationship}
					choices={Object.entries(texts.admin.mappings.relationships)}
					required
				/>
			</div>
			<Field {...shared} name="notes" label={words.notes} rows={3} />
			<div class="actions">
				<button type="submit" class="primary">
					{words.preview}
				</button>
			</div>
		</form>
	);
	return adminPage(c, { title: words.title, lead, children: form }, status);
}

/** What a form asks for. Throws `invalid`, by the fields of the form. */
function wishIn({ doctor = "", relationship_type, notes, patients = "" }: Record<string, string>, isDone: boolean) {
	if (doctor === "") throw invalid("doctor", texts.bulk.doctor_choose);
	const { ids } = idsOf(patients);
	return checked(bulkMappingBody, {
		...{ doctor: Number(doctor), relationship_type, notes, patients: ids, dry_run: !isDone },
	});
}

type Wish = z.infer<typeof bulkMappingBody>;

/** What would become of each patient, or what became of them, as the service says. */
async function itemsOf(c: Context, wish: Wish): Promise<Item[]> {
	const context = serviceContext(c);
	const [{ results }, name] = await Promise.all([createMappings(context, wish), namesOf(context, wish.patients)]);
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return results.map(({ patient, ...verdict }) => ({
		...{ patient, name: name(patient), body: patient, status: verdict.status },
		reason: "reason" in verdict ? verdict.reason : undefined,
	}));
}

async function summaryOf(c: Context, { doctor, patients }: Wish) {
	const name = await doctorName(serviceContext(c), doctor);
	return fill(words.summary, { doctor: name, patients: count(texts.bulk.patients, patients.length) });
}

async function previewPage(c: Context, wish: Wish) {
	const [items, summary] = [await itemsOf(c, wish), await summaryOf(c, wish)];
	const { doctor, relationship_type, notes, patients } = wish;
	const change = `${PATH}?${new URLSearchParams({ ids: patients.join(","), doctor: String(doctor), next: "1" })}`;
	return adminPage(c, {
		title: words.title,
		lead: summary,
		scripts: ["bulk.client.js"],
		actions: <a href={change}>{texts.bulk.change}</a>,
		children: (
			<>
				<h2>{words.preview}</h2>
				<Run
					caption={words.preview}
					items={items}
					statuses={words.statuses}
					action={PATH}
					path="/api/mappings/bulk/"
					list="patients"
					common={{ doctor, relationship_type, notes }}
					go={words.go}
				>
					<input type="hidden" name="patients" value={patients.join(",")} />
					<input type="hidden" name="doctor" value={doctor} />
					<input type="hidden" name="relationship_type" value={relationship_type ?? ""} />
					<input type="hidden" name="notes" value={notes ?? ""} />
				</Run>
			</>
		),
	});
}

async function resultsPage(c: Context, wish: Wish) {
	const [items, summary] = [await itemsOf(c, wish), await summaryOf(c, wish)];
	return adminPage(c, {
		title: words.title,
		lead: summary,
		children: (
			<>
				<h2>{texts.bulk.done_title}</h2>
				<Results caption={texts.bulk.done_title} items={items} statuses={words.statuses} />
			</>
		),
	});
}

/** One doctor for many patients: choose them, say how, look at what would happen, do it. */
export const assignPages = newPages();

assignPages.get(PATH, (c) => chosenFor(c, { most: MOST_CHOSEN, title: words.title, lead, action: PATH, detailsPage }));

assignPages.post(PATH, async (c) => {
	const fields = await sentFields(c);
	const isDone = fields.go !== undefined;
	return submit(
		fields,
		async () => {
			const wish = wishIn(fields, isDone);
			return isDone ? resultsPage(c, wish) : previewPage(c, wish);
		},
		(state, status) => detailsPage(c, idsOf(fields.patients ?? "").ids, state, status),
	);
});
