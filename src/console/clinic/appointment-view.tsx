import {
	APPOINTMENT_STATUSES,
	begunRefusal,
	deletionRefusal,
	type StatusChange,
	statusRefusal,
} from "../../appointments/states.ts";
import { wallTime } from "../../clinic/zone.ts";
import { fill, texts } from "../texts.ts";
import { ButtonForm, Field, type FormState } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { Facts, FormCard, Section } from "./parts.tsx";
import { type Appointment, Standing } from "./schedule-view.tsx";
import type { RefusedStatus } from "./visit.ts";

const words = texts.clinic.appointments;

type Who = Omit<StatusChange, "from" | "to">;

/** What may become of it, by whoever looks. */
function Steps({ appointment, who }: { appointment: Appointment; who: Who }) {
	const { id, status: from, version } = appointment;
	const steps = APPOINTMENT_STATUSES.filter((to) => to !== from && !statusRefusal({ from, to, ...who }));
	return (
		<>
			{steps.map((to) => (
				<ButtonForm
					action={`/appointments/${id}/status`}
					text={words.steps[to]}
					fields={{ status: to, version }}
					kind={to === "cancelled" ? "danger" : "plain"}
					confirm={to === "cancelled" ? words.confirm_cancel : undefined}
				/>
			))}
			{!deletionRefusal({ status: from, ...who }) && (
				<ButtonForm
					action={`/appointments/${id}/remove`}
					text={texts.common.remove}
					fields={{ version }}
					kind="quiet"
					confirm={words.confirm_remove}
				/>
			)}
		</>
	);
}

function Change(props: {
	appointment: Appointment;
	who: Who;
	zone: string;
	state: FormState;
	status: RefusedStatus | undefined;
}) {
	const { appointment, who, zone, state, status } = props;
	const form = { form: "appointment", state };
	const isMovable = appointment.status === "scheduled" && !begunRefusal(who);
	return (
		<Section title={isMovable ? words.move : words.edit_notes}>
			<FormCard
				action={`/appointments/${appointment.id}`}
				state={state}
				status={status}
				fields={["start", "duration_minutes", "notes"]}
				submit={texts.common.save}
				version={appointment.version}
			>
				{isMovable && (
					<div class="fields">
						<Field
							{...form}
							name="start"
							label={words.start}
							hint={texts.clinic.zone_hint.replace("{zone}", zone.replaceAll("_", " "))}
							value={wallTime(appointment.start, zone)}
							type="datetime-local"
							required
						/>
						<Field
							{...form}
							name="duration_minutes"
							label={words.length_minutes}
							value={appointment.duration_minutes}
							type="number"
							min={1}
							max={480}
							step="any"
							required
						/>
					</div>
				)}
				<Field {...form} name="notes" label={words.notes} value={appointment.notes} rows={3} />
			</FormCard>
		</Section>
	);
}

/** One appointment, and what can be done about it. */
export function AppointmentView(props: {
	appointment: Appointment;
	who: Who;
	/** Whether the visitor sees the patient's page. */
	isLinked: boolean;
	zone: string;
	clinicZone: string;
	state: FormState;
	status: RefusedStatus | undefined;
}) {
	const { appointment, who, isLinked, zone, clinicZone, state, status } = props;
	const { patient, patient_name, start, end } = appointment;
	const name = patient_name || fill(texts.clinic.patients.unnamed, { id: patient });
	return (
		<>
			<div class="page-head">
				<h1>{words.one}</h1>
				<div class="actions">
					<Steps appointment={appointment} who={who} />
				</div>
			</div>
			<ZoneNote zone={zone} />
			<div class="card">
				<Facts
					facts={[
						[words.status, <Standing {...appointment} />],
						[words.start, <Moment at={start} zone={zone} withWeekday />],
						[words.end, <Moment at={end} zone={zone} withWeekday />],
						[words.clinic_time, zone !== clinicZone && <Moment at={start} zone={clinicZone} withWeekday />],
						[words.patient, isLinked ? <a href={`/patients/${patient}/appointments`}>{name}</a> : name],
						[words.doctor, appointment.doctor_name],
						[words.notes, appointment.notes],
					]}
				/>
			</div>
			<Change appointment={appointment} who={who} zone={zone} state={state} status={status} />
		</>
	);
}
