import { z } from "zod";
import { bookAppointments } from "../../appointments/bulk.ts";
import { proposeAppointments } from "../../appointments/proposals.ts";
import { bulkAppointmentsBody, MOST_BOOKINGS, proposeAppointmentsBody } from "../../appointments/schema.ts";
import { DEFAULT_MINUTES } from "../../appointments/times.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { settings } from "../../env.ts";
import { checked } from "../../http/checked.ts";
import { invalid } from "../../http/problem.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { adminPage } from "../admin/frame.tsx";
import { sentFields, sentList, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { count, fill, texts } from "../texts.ts";
import { Field, FormFault, type FormState } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { chosenFor } from "./choose.tsx";
import { idsOf } from "./chosen.ts";
import { doctorChoices, doctorName, namesOf } from "./people.ts";
import { type Item, Results, Run } from "./run.tsx";

const words = texts.bulk.schedule;
const PATH = "/admin/bulk/schedule";
const DAYS = 28;

type Context = Parameters<typeof adminPage>[0];
type Status = Parameters<typeof adminPage>[2];
type Fields = Record<string, string>;

const lead = fill(words.lead, { most: MOST_BOOKINGS });
const zoneOf = (c: Context) => settings(c.env).clinicTimezone;

function Times({ state }: { state: FormState }) {
	const shared = { form: "schedule", state } as const;
	const number = { type: "number", min: 1, required: true } as const;
	return (
		<>
			<Field {...shared} name="from_date" label={words.from_date} hint={words.from_hint} type="date" />
			<Field {...shared} {...number} name="days" label={words.days} value={DAYS} max={92} />
			<Field {...shared} {...number} name="duration_minutes" label={words.minutes} value={DEFAULT_MINUTES} max={480} />
		</>
	);
}

/** The second step: which doctor, and from when on. */
async function detailsPage(c: Context, ids: readonly number[], state: FormState, status?: Status) {
	const doctors = await doctorChoices(serviceContext(c));
	const fields = ["doctor", "from_date", "days", "duration_minutes", "notes"];
	const form = (
		<form method="post" action={PATH} class="card" aria-labelledby="details">
			<h2 id="details">{words.step}</h2>
			<FormFault state={state} fields={fields} />
			<p>
				{count(texts.bulk.patients, ids.length)} <a href={`${PATH}?ids=${ids.join(",")}`}>{texts.bulk.choose.back}</a>
			</p>
			<input type="hidden" name="patients" value={ids.join(",")} />
			<div class="fields">
				<Field form="schedule" name="doctor" label={words.doctor} choices={doctors} state={state} required />
				<Times state={state} />
			</div>
			<Field form="schedule" name="notes" label={words.notes} rows={3} state={state} />
			<div class="actions">
				<button type="submit" class="primary">
					{words.preview}
				</button>
			</div>
		</form>
	);
	return adminPage(c, { title: words.title, lead, children: form }, status);
}

const numberOf = (text = "") => (text.trim() === "" ? undefined : Number(text));

/** The doctor whom a form names. Throws `invalid` where it names none. */
function doctorOf({ doctor = "" }: Fields): number {
	if (doctor === "") throw invalid("doctor", texts.bulk.doctor_choose);
	return Number(doctor);
}

function proposalIn(fields: Fields) {
	return checked(proposeAppointmentsBody, {
		doctor: doctorOf(fields),
		patients: idsOf(fields.patients ?? "").ids,
		from_date: fields.from_date?.trim() || undefined,
		days: numberOf(fields.days),
		duration_minutes: numberOf(fields.duration_minutes),
	});
}

type Wish = z.infer<typeof proposeAppointmentsBody>;

/** The times that would be booked, and the patients for whom there is none. */
async function proposals(c: Context, wish: Wish, notes: string): Promise<Item[]> {
	const context = serviceContext(c);
	const zone = zoneOf(c);
	const [{ appointments, unplaced }, name] = await Promise.all([
		proposeAppointments(context, wish),
		namesOf(context, wish.patients),
	]);
	const placed = appointments.map(({ patient, doctor, start, duration_minutes }) => ({
		...{ patient, name: name(patient), status: "would_create" as const },
		body: { patient, doctor, start, duration_minutes, notes },
		detail: <Moment at={start} zone={zone} />,
	}));
	const left = unplaced.map(({ patient, reason }) => ({
		...{ patient, name: name(patient), status: "rejected" as const, detail: words.no_time, reason },
	}));
	return [...placed, ...left];
}

async function previewPage(c: Context, fields: Fields) {
	const wish = proposalIn(fields);
	const context = serviceContext(c);
	const [items, doctor] = [await proposals(c, wish, fields.notes ?? ""), await doctorName(context, wish.doctor)];
	const change = new URLSearchParams({ ids: wish.patients.join(","), doctor: String(wish.doctor), next: "1" });
	const patients = count(texts.bulk.patients, wish.patients.length);
	return adminPage(c, {
		title: words.title,
		lead: fill(words.summary, { doctor, patients }),
		scripts: ["bulk.client.js"],
		actions: <a href={`${PATH}?${change}`}>{texts.bulk.change}</a>,
		children: (
			<>
				<h2>{words.preview}</h2>
				<ZoneNote zone={zoneOf(c)} />
				<Run
					caption={words.preview}
					items={items}
					statuses={words.statuses}
					detail={words.start}
					action={PATH}
					path="/api/appointments/bulk/"
					list="appointments"
					common={{}}
					go={words.go}
				>
					{["patients", "doctor", "duration_minutes", "notes"].map((name) => (
						<input type="hidden" name={name} value={fields[name] ?? ""} />
					))}
					{items.map(({ body }) => body !== undefined && <SlotField body={body} />)}
				</Run>
			</>
		),
	});
}

const slot = z.object({ patient: z.number(), start: z.string() });

/** What is to be booked goes along as it was shown. */
function SlotField({ body }: { body: unknown }) {
	const { patient, start } = slot.parse(body);
	return <input type="hidden" name="slot" value={`${patient} ${start}`} />;
}

async function resultsPage(c: Context, fields: Fields, slots: readonly string[]) {
	const context = serviceContext(c);
	const doctor = doctorOf(fields);
	const shared = { doctor, duration_minutes: numberOf(fields.duration_minutes), notes: fields.notes };
	const appointments = slots.map((text) => {
		const [patient, start] = text.split(" ");
		return { ...shared, patient: Number(patient), start };
	});
	const { results } = await bookAppointments(context, checked(bulkAppointmentsBody, { appointments }));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	const name = await namesOf(
		context,
		results.map(({ patient }) => patient),
	);
	const items = results.map(({ patient, start, ...verdict }) => ({
		...{ patient, name: name(patient), status: verdict.status, detail: <Moment at={start} zone={zoneOf(c)} /> },
		reason: "reason" in verdict ? verdict.reason : undefined,
	}));
	const patients = count(texts.bulk.patients, items.length);
	return adminPage(c, {
		title: words.title,
		lead: fill(words.summary, { doctor: await doctorName(context, doctor), patients }),
		children: (
			<>
				<h2>{texts.bulk.done_title}</h2>
				<ZoneNote zone={zoneOf(c)} />
				<Results caption={texts.bulk.done_title} items={items} statuses={words.statuses} detail={words.start} />
			</>
		),
	});
}

/** Free times of one doctor for many patients: choose them, say from when on, look at the times, book them. */
export const schedulePages = newPages();

schedulePages.get(PATH, (c) =>
	chosenFor(c, { most: MOST_BOOKINGS, title: words.title, lead, action: PATH, detailsPage }),
);

schedulePages.post(PATH, async (c) => {
	const [fields, slots] = [await sentFields(c), await sentList(c, "slot")];
	return submit(
		fields,
		() => (fields.go === undefined ? previewPage(c, fields) : resultsPage(c, fields, slots)),
		(state, status) => detailsPage(c, idsOf(fields.patients ?? "").ids, state, status),
	);
});
