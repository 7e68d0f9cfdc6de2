import type { appointmentAnswer } from "../../appointments/answer.ts";
import { APPOINTMENT_STATUSES } from "../../appointments/states.ts";
import { type Listed, ListView } from "../lists.tsx";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { type Doctor, doctorChoices } from "./doctors.ts";

const words = texts.clinic.appointments;

export type Appointment = ReturnType<typeof appointmentAnswer>;

const TONES: Record<Appointment["status"], Tone> = {
	scheduled: "good",
	completed: "plain",
	cancelled: "silent",
	no_show: "alert",
};

const STATUS_CHOICES = APPOINTMENT_STATUSES.map((status) => [status, words.statuses[status]] as const);

/** How it stands with an appointment. */
export const Standing = ({ status }: Pick<Appointment, "status">) => (
	<Badge tone={TONES[status]}>{words.statuses[status]}</Badge>
);

function ScheduleFilters(props: { appointments: Listed<Appointment>; doctors: readonly Doctor[]; from: string }) {
	const { appointments, doctors, from } = props;
	const form = { form: "filter", state: appointments.filters };
	return (
		<>
			<Field {...form} name="start_date" label={texts.clinic.from} type="date" value={from} />
			<Field {...form} name="end_date" label={texts.clinic.to} type="date" />
			<Field {...form} name="status" label={words.status} choices={[["", texts.common.all], ...STATUS_CHOICES]} />
			<Field {...form} name="doctor" label={words.doctor} choices={doctorChoices(doctors, texts.common.all)} />
			<Field {...form} name="search" label={texts.common.search} type="search" maxlength={100} />
		</>
	);
}

/** Appointments in the order of time. */
export function Schedule(props: {
	appointments: Listed<Appointment>;
	doctors: readonly Doctor[];
	zone: string;
	/** The first day that is shown. */
	from: string;
	/** Of one patient, who needs no column. */
	isOfOne?: boolean;
}) {
	const { appointments, doctors, zone, from, isOfOne } = props;
	const columns = [
		{
			head: words.start,
			cell: ({ id, start }: Appointment) => (
				<a href={`/appointments/${id}`}>
					<Moment at={start} zone={zone} withWeekday />
				</a>
			),
		},
		{
			head: words.length,
			cell: ({ duration_minutes }: Appointment) => fill(words.minutes, { n: duration_minutes }),
			isNumber: true,
		},
		...(isOfOne ? [] : [{ head: words.patient, cell: ({ patient_name }: Appointment) => patient_name }]),
		{ head: words.doctor, cell: ({ doctor_name }: Appointment) => doctor_name },
		{ head: words.status, cell: (appointment: Appointment) => <Standing {...appointment} /> },
		{ head: words.notes, cell: ({ notes }: Appointment) => notes ?? "" },
	];
	return (
		<ListView
			listed={appointments}
			caption={words.title}
			columns={columns}
			files={["csv", "pdf"]}
			empty={words.none_ahead}
			filters={<ScheduleFilters appointments={appointments} doctors={doctors} from={from} />}
		/>
	);
}
