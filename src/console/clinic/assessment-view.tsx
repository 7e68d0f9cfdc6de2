import { mayEditAssessment } from "../../assessments/rights.ts";
import { may } from "../../auth/policy.ts";
import { texts } from "../texts.ts";
import { DataTable } from "../ui/table.tsx";
import { Moment } from "../ui/time.tsx";
import { type Assessment, Finding, Flags } from "./assessment-list.tsx";
import { EditTools, Facts, Section } from "./parts.tsx";
import type { Visit } from "./visit.ts";

const words = texts.clinic.assessments;

function Tools({ visit, assessment }: { visit: Visit; assessment: Assessment }) {
	const { actor } = visit.context;
	if (!may(actor, "assessments.write") || !mayEditAssessment(actor, assessment)) return null;
	const path = `${visit.path}/assessments/${assessment.id}`;
	const { assessment_type_name: name, version } = assessment;
	return <EditTools path={path} name={name} version={version} confirm={words.confirm_remove} />;
}

/** One assessment: what it found, and what was answered. */
export function AssessmentView({ visit, assessment }: { visit: Visit; assessment: Assessment }) {
	type Result = Assessment["results"][number];
	const columns = [
		{ head: words.question, cell: ({ question_text }: Result) => question_text },
		{ head: words.answer, cell: ({ answer_text }: Result) => answer_text },
	];
	const { flags } = assessment;
	return (
		<Section title={assessment.assessment_type_name} tools={<Tools visit={visit} assessment={assessment} />}>
			<div class="card">
				<Facts
					facts={[
						[words.result, <Finding {...assessment} />],
						[words.attention, flags.length > 0 && <Flags flags={flags} />],
						[words.date, <Moment at={assessment.date} zone={visit.patient.timezone} />],
					]}
				/>
			</div>
			<DataTable caption={words.answers} columns={columns} rows={assessment.results} />
			<p>
				<a href={`${visit.path}/assessments`}>{words.back_to_list}</a>
			</p>
		</Section>
	);
}
