import { mayAssess } from "../../assessments/rights.ts";
import type { assessmentAnswer } from "../../assessments/service.ts";
import { listAssessments } from "../../assessments/service.ts";
import { may } from "../../auth/policy.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { DataTable } from "../ui/table.tsx";
import { Moment } from "../ui/time.tsx";
import { Section } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const words = texts.clinic.assessments;

export type Assessment = ReturnType<typeof assessmentAnswer>;

/** As many as the records' page shows. */
const LATEST = 5;

/** What an assessment found, in a line: the reading of the points where there is one, else the share of the most. */
export function Finding({ points, severity, final_score }: Assessment) {
	return (
		<>{severity ? fill(words.points_read, { points, severity }) : fill(words.percent, { percent: final_score })}</>
	);
}

/** What calls for attention whatever the score. */
export function Flags({ flags }: Pick<Assessment, "flags">) {
	return (
		<>
			{flags.map((flag) => (
				<Badge tone="critical">{flag === "self_harm" ? words.self_harm : flag.replaceAll("_", " ")}</Badge>
			))}
		</>
	);
}

/** The columns of a list of a patient's assessments. */
export function assessmentColumns({ path, patient }: Visit) {
	return [
		{
			head: words.questionnaire,
			cell: ({ id, assessment_type_name }: Assessment) => (
				<a href={`${path}/assessments/${id}`}>{assessment_type_name}</a>
			),
		},
		{ head: words.date, cell: ({ date }: Assessment) => <Moment at={date} zone={patient.timezone} /> },
		{ head: words.result, cell: (assessment: Assessment) => <Finding {...assessment} /> },
		{ head: words.attention, cell: (assessment: Assessment) => <Flags {...assessment} /> },
	];
}

/** Whether the visitor may record what a questionnaire found with the patient. */
export const isAssessor = ({ context, right }: Visit): boolean =>
	may(context.actor, "assessments.write") && mayAssess(context.actor, right);

/** The newest assessments, for the page of the records. */
export async function latestAssessments(visit: Visit) {
	const list = listAssessments(visit.context, { page: 1, patient: visit.patient.id });
	const { count, results } = await list.page({ limit: LATEST, offset: 0 });
	const home = `${visit.path}/assessments`;
	return (
		<Section
			title={words.list}
			tools={
				<>
					{count > results.length && (
						<a class="button quiet" href={home}>
							{fill(words.all, { n: count })}
						</a>
					)}
					{isAssessor(visit) && (
						<a class="button" href={`${home}/new`}>
							{words.record}
						</a>
					)}
				</>
			}
		>
			<DataTable caption={words.list} columns={assessmentColumns(visit)} rows={results} empty={words.empty} />
		</Section>
	);
}
