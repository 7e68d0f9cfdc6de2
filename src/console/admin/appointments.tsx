import { listAppointments } from "../../appointments/listing.ts";
import { appointmentSchema, listAppointmentsQuery } from "../../appointments/schema.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { adminListPage } from "./list.tsx";
import { choicesOf, DoctorLink, PatientLink } from "./names.tsx";

const words = texts.admin.appointments;

type Appointment = Awaited<ReturnType<ReturnType<typeof listAppointments>["page"]>>["results"][number];

const TONES: Record<Appointment["status"], Tone> = {
	scheduled: "seen",
	completed: "good",
	cancelled: "silent",
	no_show: "alert",
};

function columns(zone: string) {
	return [
		{ head: words.start, cell: ({ start }: Appointment) => <Moment at={start} zone={zone} /> },
		{ head: words.minutes, cell: ({ duration_minutes }: Appointment) => duration_minutes, isNumber: true },
		{
			head: texts.admin.patient,
			cell: ({ patient, patient_name }: Appointment) => <PatientLink id={patient} name={patient_name} />,
		},
		{
			head: texts.admin.doctor,
			cell: ({ doctor, doctor_name }: Appointment) => <DoctorLink id={doctor} name={doctor_name} />,
		},
		{
			head: texts.admin.state,
			cell: ({ status }: Appointment) => <Badge tone={TONES[status]}>{words.statuses[status]}</Badge>,
		},
		{
			head: texts.common.actions,
			cell: ({ id, patient_name, doctor_name }: Appointment) => (
				<a
					class="button quiet"
					href={`/appointments/${id}`}
					aria-label={fill(words.open_label, { patient: patient_name, doctor: doctor_name })}
				>
					{words.open}
				</a>
			),
		},
	];
}

function AppointmentFilters({ state }: { state: Listed<Appointment>["filters"] }) {
	const shared = { form: "filter", state } as const;
	return (
		<>
			<Field {...shared} name="search" label={texts.admin.search} placeholder={words.search_hint} />
			<Field {...shared} name="start_date" label={texts.admin.from} type="date" />
			<Field {...shared} name="end_date" label={texts.admin.to} type="date" />
			<Field {...shared} name="status" label={texts.admin.state} choices={choicesOf(words.statuses)} required />
			<Field {...shared} name="patient" label={texts.admin.patient_id} inputmode="numeric" />
			<Field {...shared} name="doctor" label={texts.admin.doctor_id} inputmode="numeric" />
			<Field
				{...shared}
				name="ordering"
				label={texts.admin.order}
				choices={choicesOf({ start: words.earliest }, words.latest)}
				required
			/>
		</>
	);
}

/** The schedule of the whole clinic. */
export const appointmentListPages = newPages();

appointmentListPages.get("/admin/appointments", (c) =>
	adminListPage(c, {
		title: words.title,
		actions: (
			<a class="button" href="/admin/bulk/schedule">
				{words.book}
			</a>
		),
		query: listAppointmentsQuery,
		Filters: AppointmentFilters,
		find: (context, query) => listAppointments(context, { ...query, ordering: query.ordering ?? "-start" }),
		columns,
		file: { item: appointmentSchema, file: "appointments" },
		printer: (context) => async (pages, query) =>
			(await import("../../exports/appointment-schedule.ts")).appointmentSchedulePdf(context, pages, query),
	}),
);
