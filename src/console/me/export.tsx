import type { Context } from "hono";
import { accessSchema, listAccessesQuery } from "../../accesses/schema.ts";
import { listAccesses } from "../../accesses/service.ts";
import { alertSchema, listAlertsQuery } from "../../alerts/schema.ts";
import { listAlerts } from "../../alerts/service.ts";
import { listAppointments } from "../../appointments/listing.ts";
import { appointmentSchema, listAppointmentsQuery } from "../../appointments/schema.ts";
import { assessmentSchema, listAssessmentsQuery } from "../../assessments/schema.ts";
import { listAssessments } from "../../assessments/service.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { allergySchemas, listItemsQuery, medicationSchemas } from "../../charts/schema.ts";
import { ALLERGIES, listItems, MEDICATIONS } from "../../charts/service.ts";
import { deviceSchema, listDevicesQuery } from "../../devices/schema.ts";
import { listDevices } from "../../devices/service.ts";
import { everyReading } from "../../heart-rate/listing.ts";
import { listReadingsQuery, readingSchema } from "../../heart-rate/schema.ts";
import { checked } from "../../http/checked.ts";
import { answerList, csvResponse } from "../../http/listing.ts";
import { problem } from "../../http/problem.ts";
import { listMappings } from "../../mappings/listing.ts";
import { listMappingsQuery, mappingSchema } from "../../mappings/schema.ts";
import { getOwnPatient } from "../../patients/service.ts";
import { listRecordsQuery, recordSchema } from "../../records/schema.ts";
import { listRecords } from "../../records/service.ts";
import { newPages } from "../router.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";

const words = texts.me.export;

interface Asked {
	c: Context<ConsoleEnv>;
	context: ServiceContext;
	/** The patient's own id. */
	patient: number;
	/** All of a list, as the API takes it. */
	all: { patient: number; format: "csv" };
}

/** Every list that a patient has of themself, as the API's own file of it. */
const FILES = {
	"heart-rate": ({ context, all }: Asked) =>
		csvResponse(readingSchema, "heart-rate", everyReading(context, checked(listReadingsQuery, all))),
	alerts: ({ c, context, all }: Asked) =>
		answerList(c, checked(listAlertsQuery, all), { item: alertSchema, file: "alerts" }, (query) =>
			listAlerts(context, query),
		),
	records: ({ c, context, all }: Asked) =>
		answerList(c, checked(listRecordsQuery, all), { item: recordSchema, file: "records" }, (query) =>
			listRecords(context, query),
		),
	assessments: ({ c, context, all }: Asked) =>
		answerList(c, checked(listAssessmentsQuery, all), { item: assessmentSchema, file: "assessments" }, (query) =>
			listAssessments(context, query),
		),
	allergies: ({ c, context, patient, all }: Asked) =>
		answerList(c, checked(listItemsQuery, all), { item: allergySchemas.item, file: "allergies" }, (query) =>
			listItems(context, ALLERGIES, patient, query),
		),
	medications: ({ c, context, patient, all }: Asked) =>
		answerList(c, checked(listItemsQuery, all), { item: medicationSchemas.item, file: "medications" }, (query) =>
			listItems(context, MEDICATIONS, patient, query),
		),
	appointments: ({ c, context, all }: Asked) =>
		answerList(c, checked(listAppointmentsQuery, all), { item: appointmentSchema, file: "appointments" }, (query) =>
			listAppointments(context, query),
		),
	doctors: ({ c, context, all }: Asked) =>
		answerList(c, checked(listMappingsQuery, all), { item: mappingSchema, file: "doctors" }, (query) =>
			listMappings(context, query),
		),
	devices: ({ c, context, all }: Asked) =>
		answerList(c, checked(listDevicesQuery, all), { item: deviceSchema, file: "devices" }, (query) =>
			listDevices(context, query),
		),
	accesses: ({ c, context, patient, all }: Asked) =>
		answerList(c, checked(listAccessesQuery, all), { item: accessSchema, file: "accesses" }, (query) =>
			listAccesses(context, patient, query),
		),
} as const satisfies Record<string, (asked: Asked) => Response | Promise<Response>>;

type File = keyof typeof FILES;

const isFile = (name: string): name is File => Object.hasOwn(FILES, name);

function Export({ patient }: { patient: number }) {
	return (
		<>
			<h1>{words.title}</h1>
			<p class="lead">{words.lead}</p>
			<div class="grid">
				<section class="card">
					<h2>{words.report}</h2>
					<p>{words.report_hint}</p>
					<div class="actions">
						<a class="button primary" href={`/patients/${patient}/report?format=pdf`} download>
							{texts.common.pdf}
						</a>
						<a class="button" href={`/patients/${patient}/report?format=csv`} download>
							{texts.common.csv}
						</a>
					</div>
				</section>
				<section class="card">
					<h2>{words.lists}</h2>
					<p>{words.lists_hint}</p>
					<ul class="rows">
						{Object.keys(FILES)
							.filter(isFile)
							.map((name) => (
								<li>
									<a href={`/me/export/${name}`} download>
										{words.files[name]}
									</a>
								</li>
							))}
					</ul>
				</section>
			</div>
		</>
	);
}

/** What patients take along of their own data. */
export const exportPages = newPages();

exportPages.get("/me/export", async (c) => {
	const { id } = await getOwnPatient(serviceContext(c));
	return page(c, { title: words.title, children: <Export patient={id} /> });
});

exportPages.get("/me/export/:file", async (c) => {
	const file = c.req.param("file");
	if (!isFile(file)) throw problem("not_found");
	const context = serviceContext(c);
	const { id: patient } = await getOwnPatient(context);
	return FILES[file]({ c, context, patient, all: { patient, format: "csv" } });
});
