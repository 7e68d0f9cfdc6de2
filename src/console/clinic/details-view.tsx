import { may } from "../../auth/policy.ts";
import { texts } from "../texts.ts";
import { CalendarDate, Moment } from "../ui/time.tsx";
import { Facts, Section } from "./parts.tsx";
import { textOf } from "./person.ts";
import { mayWrite, type Visit } from "./visit.ts";

const words = texts.clinic.details;
const names = texts.clinic.fields;

/** Who the patient is, and how they are reached. */
export function DetailsView({ visit }: { visit: Visit }) {
	const { patient, path, right, context } = visit;
	const { gender, date_of_birth, phone_number, email } = patient;
	const known = gender === "male" || gender === "female" || gender === "others";
	const tools = mayWrite(visit, "patients.edit") && (
		<a class="button primary" href={`${path}/details/edit`}>
			{texts.common.edit}
		</a>
	);
	return (
		<>
			<Section title={words.title} tools={tools || undefined}>
				<div class="card">
					<Facts
						facts={[
							[words.number, String(patient.id)],
							[names.first_name, patient.first_name],
							[names.last_name, patient.last_name],
							[names.date_of_birth, date_of_birth && <CalendarDate date={date_of_birth} />],
							[names.age, patient.age === null ? null : String(patient.age)],
							[names.gender, known && texts.patient.genders[gender]],
							[names.nationality, patient.nationality],
							[names.phone_number, phone_number && <a href={`tel:${phone_number}`}>{phone_number}</a>],
							[names.email, email && <a href={`mailto:${email}`}>{email}</a>],
							[names.address, textOf(patient.address)],
							[names.insurance, textOf(patient.insurance)],
							[names.timezone, patient.timezone.replaceAll("_", " ")],
							[words.since, <Moment at={patient.created_at} zone={patient.timezone} />],
						]}
					/>
				</div>
			</Section>
			{may(context.actor, "patients.export") && (
				<Section title={words.report}>
					<div class="card">
						<p>{words.report_note}</p>
						<div class="actions">
							<a class="button" href={`${path}/report?format=pdf`} download>
								{texts.common.pdf}
							</a>
							<a class="button quiet" href={`${path}/report?format=csv`} download>
								{texts.common.csv}
							</a>
						</div>
					</div>
				</Section>
			)}
			{right === "all" && may(context.actor, "patients.delete") && (
				<Section title={words.delete}>
					<div class="card">
						<p>{words.delete_note}</p>
						<p>
							<a class="button" href={`${path}/details/delete`}>
								{words.delete}
							</a>
						</p>
					</div>
				</Section>
			)}
		</>
	);
}

/** What deleting a patient means, before it is done. */
export function DeleteView({ visit }: { visit: Visit }) {
	const { patient, path } = visit;
	return (
		<Section title={words.sure.replace("{name}", patient.name)}>
			<form method="post" action={`${path}/details/delete`} class="card">
				<ul>
					{words.consequences.map((consequence) => (
						<li>{consequence}</li>
					))}
				</ul>
				<input type="hidden" name="version" value={String(patient.version)} />
				<div class="actions">
					<button type="submit" class="danger">
						{words.delete}
					</button>
					<a class="button" href={`${path}/details`}>
						{words.keep}
					</a>
				</div>
			</form>
		</Section>
	);
}
