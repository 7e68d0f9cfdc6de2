import type { Context } from "hono";
import { listAppointments } from "../../appointments/listing.ts";
import { appointmentSchema, type ListAppointmentsQuery, listAppointmentsQuery } from "../../appointments/schema.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import { may } from "../../auth/policy.ts";
import { dateAt } from "../../clinic/zone.ts";
import { settings } from "../../env.ts";
import { download, listed } from "../lists.tsx";
import { PATIENT, patientPage } from "../patient/frame.tsx";
import { newPages } from "../router.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { ZoneNote } from "../ui/time.tsx";
import { zoneOf } from "../zone.ts";
import { doctorsHere } from "./doctors.ts";
import { PutBack, Section } from "./parts.tsx";
import { Schedule } from "./schedule-view.tsx";
import { visitTo } from "./visit.ts";

const words = texts.clinic.appointments;

/** When doctors and patients meet. */
export const schedulePages = newPages();

/** The first day that is shown: today, where the address says nothing; all days, where its field was left blank. */
const firstDay = (c: Context<ConsoleEnv>): string =>
	c.req.query("start_date")?.trim() ?? dateAt(Date.now(), settings(c.env).clinicTimezone);

/** The schedule as the address asks for it, of one patient or of all whom the visitor sees: as a page's list, or as a file. */
async function scheduleIn(c: Context<ConsoleEnv>, patient?: number) {
	const context = serviceContext(c);
	const start = firstDay(c) || undefined;
	const narrowed = (query: ListAppointmentsQuery): ListAppointmentsQuery => ({
		...query,
		...(patient !== undefined && { patient }),
		start_date: query.start_date ?? start,
		ordering: query.ordering ?? "start",
	});
	const find = (query: ListAppointmentsQuery) => listAppointments(context, narrowed(query));
	const file = await download(
		c,
		listAppointmentsQuery,
		{ item: appointmentSchema, file: "appointments" },
		find,
		async (pages, query) =>
			(await import("../../exports/appointment-schedule.ts")).appointmentSchedulePdf(context, pages, narrowed(query)),
	);
	if (file) return { file };
	const [appointments, doctors] = await Promise.all([listed(c, listAppointmentsQuery, find), doctorsHere(context)]);
	return { appointments, doctors };
}

const bookButton = (path: string) => (
	<a class="button primary" href={path}>
		{words.book}
	</a>
);

schedulePages.get("/appointments", async (c) => {
	const context = serviceContext(c);
	const { file, appointments, doctors } = await scheduleIn(c);
	if (file) return file;
	const zone = await zoneOf(context);
	const children = (
		<>
			<div class="page-head">
				<h1>{words.title}</h1>
				{may(context.actor, "appointments.write") && bookButton("/appointments/new")}
			</div>
			<ZoneNote zone={zone} />
			<PutBack c={c} action="appointments.restore" path="/appointments" />
			<Schedule appointments={appointments} doctors={doctors} zone={zone} from={firstDay(c)} />
		</>
	);
	return page(c, { title: words.title, wide: true, children });
});

schedulePages.get(`${PATIENT}/appointments`, async (c) => {
	const visit = await visitTo(c);
	const { patient, context } = visit;
	const { file, appointments, doctors } = await scheduleIn(c, patient.id);
	if (file) return file;
	const tools = may(context.actor, "appointments.write") && bookButton(`/appointments/new?patient=${patient.id}`);
	const children = (
		<Section title={words.title} tools={tools || undefined}>
			<Schedule appointments={appointments} doctors={doctors} zone={patient.timezone} from={firstDay(c)} isOfOne />
		</Section>
	);
	return patientPage(c, visit, { tab: "appointments", children });
});
