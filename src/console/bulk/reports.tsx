import { serviceContext } from "../../auth/authenticate.ts";
import { listPatientsQuery, patientSchema } from "../../patients/schema.ts";
import { listPatients } from "../../patients/service.ts";
import { adminPage } from "../admin/frame.tsx";
import { PatientLink } from "../admin/names.tsx";
import { download } from "../lists.tsx";
import { newPages } from "../router.ts";
import { count, fill, texts } from "../texts.ts";
import { DataTable } from "../ui/table.tsx";
import { ChoosePatients, choiceIn } from "./choose.tsx";
import { MOST_CHOSEN } from "./chosen.ts";
import { namesOf } from "./people.ts";
import { Progress, SCRIPT_TEXTS, Templates } from "./run.tsx";

const words = texts.bulk.reports;
const PATH = "/admin/bulk/reports";
const FORMATS = ["pdf", "csv"] as const;

type Context = Parameters<typeof adminPage>[0];

const lead = fill(words.lead, { most: MOST_CHOSEN });

/** A file in each of its formats. */
function Files({ path, name }: { path: string; name: string }) {
	return (
		<span class="actions">
			{FORMATS.map((format) => (
				<a
					class="button quiet"
					href={`${path}?format=${format}`}
					aria-label={fill(words.file_label, { name, format: words[format] })}
					download
				>
					{words[format]}
				</a>
			))}
		</span>
	);
}

const LISTS = [
	[words.patients, `${PATH}/patients`],
	[words.appointments, "/admin/appointments"],
	[words.audit, "/admin/audit"],
] as const;

function Lists() {
	return (
		<section class="card" aria-labelledby="lists">
			<h2 id="lists">{words.lists}</h2>
			<ul class="waiting">
				{LISTS.map(([name, path]) => (
					<li>
						{name} <Files path={path} name={name} />
					</li>
				))}
			</ul>
		</section>
	);
}

interface Person {
	id: number;
	name: string;
}

/** Where the script writes whether a report was made, and what it asks for. */
function Made({ id }: Person) {
	const item = { path: `/api/patients/${id}/report/?format=pdf`, file: `patient-${id}.pdf` };
	return (
		<span class="badges" data-item={JSON.stringify(item)}>
			<span class="hint">{texts.bulk.waits}</span>
		</span>
	);
}

const COLUMNS = [
	{ head: texts.admin.patient, cell: ({ id, name }: Person) => <PatientLink id={id} name={name} /> },
	{
		head: words.report,
		cell: ({ id, name }: Person) => <Files path={`/patients/${id}/report`} name={fill(words.report_of, { name })} />,
	},
	{ head: texts.bulk.result, cell: Made },
];

async function reportsPage(c: Context, ids: readonly number[]) {
	const name = await namesOf(serviceContext(c), ids);
	const patients = ids.map((id) => ({ id, name: name(id) }));
	return adminPage(c, {
		title: words.title,
		lead: fill(words.each, { patients: count(texts.bulk.patients, ids.length) }),
		scripts: ["bulk.client.js"],
		actions: <a href={`${PATH}?ids=${ids.join(",")}`}>{texts.bulk.choose.back}</a>,
		children: (
			<form class="card" data-files="" {...SCRIPT_TEXTS}>
				<p class="hint">{words.each_hint}</p>
				<div class="scripted">
					<Progress go={words.go} all={ids.length} />
				</div>
				<DataTable caption={words.title} rows={patients} columns={COLUMNS} />
				<Templates statuses={words.statuses} />
			</form>
		),
	});
}

/** The lists as files, and a report for each of many patients. */
export const reportPages = newPages();

reportPages.get(PATH, async (c) => {
	const choice = await choiceIn(c, MOST_CHOSEN);
	if (choice.isDone) return reportsPage(c, choice.chosen);
	const content = (
		<>
			<Lists />
			<ChoosePatients choice={choice} action={PATH} />
		</>
	);
	return adminPage(c, { title: words.title, lead, children: content }, choice.fault ? 400 : 200);
});

reportPages.get(`${PATH}/patients`, async (c) => {
	const context = serviceContext(c);
	const file = await download(
		c,
		listPatientsQuery,
		{ item: patientSchema, file: "patients" },
		(query) => listPatients(context, query),
		async (pages, query) => (await import("../../exports/patient-list.ts")).patientListPdf(context, pages, query),
	);
	return file ?? c.redirect("/patients", 303);
});
