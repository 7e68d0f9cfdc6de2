import { patientPath } from "../patient/frame.tsx";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import type { Overview } from "./overview.ts";

const words = texts.me;

/** What is open now, in the words of the alert itself. */
export function AlertsCard({ patient, alerts }: Pick<Overview, "patient" | "alerts">) {
	return (
		<section class="card">
			<h2>{words.alerts.title}</h2>
			{alerts.count === 0 ? (
				<p>
					<Badge tone="good">{words.alerts.none}</Badge>
				</p>
			) : (
				<ul class="rows">
					{alerts.results.map(({ id, severity, explanation }) => (
						<li>
							<Badge tone={severity === "critical" ? "critical" : "alert"}>{words.alerts.severities[severity]}</Badge>{" "}
							<a href={`${patientPath(patient.id, "alerts")}/${id}`}>{explanation}</a>
						</li>
					))}
				</ul>
			)}
			<p>
				<a href={patientPath(patient.id, "alerts")}>{words.alerts.more}</a>
			</p>
		</section>
	);
}

/** When the patient is expected, and by whom. */
export function AppointmentsCard({ patient, appointments }: Pick<Overview, "patient" | "appointments">) {
	return (
		<section class="card">
			<h2>{words.appointments.title}</h2>
			{appointments.length === 0 ? (
				<p class="empty">{words.appointments.none}</p>
			) : (
				<ul class="rows">
					{appointments.map(({ id, start, doctor_name, notes }) => (
						<li>
							<a href={`/appointments/${id}`}>
								<Moment at={start} zone={patient.timezone} />
							</a>
							<span>{doctor_name}</span>
							{notes && <span class="hint">{notes}</span>}
						</li>
					))}
				</ul>
			)}
			<p>
				<a href={patientPath(patient.id, "appointments")}>{words.appointments.more}</a>
			</p>
		</section>
	);
}

/** Who treats the patient, and who asks to: that is the patient's to decide. */
export function DoctorsCard({ patient, care }: Pick<Overview, "patient" | "care">) {
	const asking = care.filter(({ status }) => status === "pending");
	const treating = care.filter(({ status }) => status === "active");
	return (
		<section class="card">
			<h2>{words.doctors.title}</h2>
			{asking.map(({ id, doctor_name: name }) => (
				<div class="notice">
					<p>{fill(words.doctors.asks, { name })}</p>
					<div class="actions">
						<ButtonForm
							action={`/me/doctors/${id}/accept`}
							text={words.doctors.accept}
							label={fill(words.doctors.accept_label, { name })}
						/>
						<ButtonForm
							action={`/me/doctors/${id}/decline`}
							text={words.doctors.decline}
							label={fill(words.doctors.decline_label, { name })}
							confirm={fill(words.doctors.decline_confirm, { name })}
							kind="quiet"
						/>
					</div>
				</div>
			))}
			{treating.length === 0 ? (
				<p class="empty">{words.doctors.none}</p>
			) : (
				<ul class="rows">
					{treating.map(({ doctor_name, specialization, relationship_type }) => (
						<li>
							<span>{doctor_name}</span>
							<span class="hint">
								{[specialization, words.doctors.relationships[relationship_type]].filter(Boolean).join(", ")}
							</span>
						</li>
					))}
				</ul>
			)}
			<p>
				<a href={patientPath(patient.id, "team")}>{words.doctors.more}</a>
			</p>
		</section>
	);
}

/** The newest records. */
export function RecordsCard({ patient, records }: Pick<Overview, "patient" | "records">) {
	return (
		<section class="card">
			<h2>{words.records.title}</h2>
			{records.count === 0 ? (
				<p class="empty">{words.records.none}</p>
			) : (
				<ul class="rows">
					{records.results.map(({ id, title, visit_date }) => (
						<li>
							<a href={`${patientPath(patient.id, "records")}/${id}`}>{title}</a>
							<span class="hint">
								<Moment at={visit_date} zone={patient.timezone} />
							</span>
						</li>
					))}
				</ul>
			)}
			<p>
				<a href={patientPath(patient.id, "records")}>{words.records.more}</a>
			</p>
		</section>
	);
}

/** What measures, and when it was last heard of. */
export function DevicesCard({ patient, devices }: Pick<Overview, "patient" | "devices">) {
	return (
		<section class="card">
			<h2>{words.devices.title}</h2>
			{devices.length === 0 ? (
				<p class="empty">{words.devices.none}</p>
			) : (
				<ul class="rows">
					{devices.map(({ device_id, status, last_activity }) => (
						<li>
							<span>
								{device_id} {status !== "active" && <Badge tone="silent">{words.devices.statuses[status]}</Badge>}
							</span>
							<span class="hint">
								{last_activity ? (
									<>
										{words.devices.last} <Moment at={last_activity} zone={patient.timezone} />
									</>
								) : (
									words.devices.never
								)}
							</span>
						</li>
					))}
				</ul>
			)}
			<p>
				<a href={patientPath(patient.id, "devices")}>{words.devices.more}</a>
			</p>
		</section>
	);
}
