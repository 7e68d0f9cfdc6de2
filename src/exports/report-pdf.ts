import { minuteIn, secondIn } from "./clock.ts";
import { Document } from "./document.ts";
import { Flow } from "./flow.ts";
import { dayPlot, monthPlot, type Plotted } from "./plot-axes.ts";
import { drawPlot, PLOT_HEIGHT } from "./plot-drawing.ts";
import type { Report } from "./schema.ts";
import { decimal, inWords, percent, UNKNOWN, whole, words } from "./wording.ts";

/** What a part of the document is written with. */
interface Writing {
	flow: Flow;
	report: Report;
	/** An instant by the patient's clock. */
	at: (instant: string) => string;
}

function writeDemographics({ flow, report, at }: Writing): void {
	const { patient } = report;
	const age = patient.age === null ? "" : ` (${patient.age} years)`;
	flow.chapter("Demographics");
	flow.facts([
		["Name", patient.name || UNKNOWN],
		["Patient number", String(patient.id)],
		["Born", patient.date_of_birth ? `${patient.date_of_birth}${age}` : age.trim() || UNKNOWN],
		["Gender", inWords(patient.gender)],
		["Phone", inWords(patient.phone_number)],
		["E-mail", inWords(patient.email)],
		["Address", inWords(patient.address)],
		["Nationality", inWords(patient.nationality)],
		["Blood group", inWords(patient.blood_group)],
		["Genotype", inWords(patient.genotype)],
		["Insurance", inWords(patient.insurance)],
		["Time zone", patient.timezone],
		["Known since", at(patient.created_at)],
	]);
}

function writeChart({ flow, report }: Writing): void {
	const { patient, emergency_contact: contact } = report;
	flow.chapter("Chart");
	flow.facts([
		["Emergency contact", [contact.name, contact.phone_number].filter(Boolean).join(", ") || UNKNOWN],
		["Medical history", inWords(patient.medical_history)],
		["Notes", inWords(patient.notes)],
	]);
	for (const [title, items, text] of [
		["Allergies", report.allergies, patient.allergies],
		["Medications", report.medications, patient.medications],
	] as const) {
		flow.heading(title);
		if (text) flow.text(text);
		if (items.length === 0 && text) continue;
		flow.table(
			[
				{ title: "Name", share: 1 },
				{ title: "Description", share: 2 },
			],
			items.map(({ name, description }) => [name, description ?? ""]),
		);
	}
}

const WINDOWS = [
	["today", "Today"],
	["week", "This week"],
	["month", "This month"],
	["all_time", "All time"],
	["last_24h", "Last 24 hours"],
	["last_7d", "Last 7 days"],
	["last_30d", "Last 30 days"],
] as const;

const number = (title: string) => ({ title, share: 1, align: "right" as const });

function writeStatistics({ flow, report }: Writing): void {
	const { statistics } = report;
	// With all of its first table.
	flow.chapter("Heart rate", 210);
	flow.note(
		`In beats per minute. Days, weeks (from Monday) and months are the patient's own (${statistics.timezone}). 5\u00a0% of ` +
			"the readings are at or below the 5th percentile, 95\u00a0% at or below the 95th.",
	);
	flow.table(
		[
			{ title: "Period", share: 1.6 },
			...["Readings", "Minimum", "5th", "Median", "Mean", "95th", "Maximum"].map(number),
		],
		WINDOWS.map(([window, name]) => {
			const values = statistics[window];
			if (!values) return [name, "0", ...Array<string>(6).fill(UNKNOWN)];
			const { count, min, p5, p50, avg, p95, max } = values;
			return [name, whole(count), String(min), String(p5), String(p50), decimal(avg), String(p95), String(max)];
		}),
	);
}

function writeZones({ flow, report: { statistics } }: Writing): void {
	const zones = statistics.all_time?.zones ?? [];
	if (zones.length === 0) return;
	flow.heading("Share of the readings in each zone", 140);
	const shown = WINDOWS.slice(0, 4);
	flow.table(
		[{ title: "Zone", share: 1.2 }, { title: "bpm", share: 1 }, ...shown.map(([, name]) => number(name))],
		zones.map(({ zone, min, max }, index) => [
			...[words(zone), `${min}–${max}`],
			...shown.map(([window]) => {
				const share = statistics[window]?.zones[index]?.share;
				return share === undefined ? UNKNOWN : percent(share);
			}),
		]),
	);
}

function writePlots({ flow, report }: Writing): void {
	const { day, month } = report;
	const plot = (title: string, plotted: Plotted, unit: string) => {
		flow.figure(title, PLOT_HEIGHT, (page, left, top) => drawPlot(page, [left, top], flow.width, plotted, unit));
	};
	plot(`Day ${day.date}`, dayPlot(report), `quarters of an hour, ${day.timezone}`);
	plot(`Month ${month.month}`, monthPlot(report), `days, ${month.timezone}`);
}

function writeAlerts({ flow, report, at }: Writing): void {
	flow.chapter("Alert episodes");
	flow.table(
		[
			{ title: "Began", share: 11 },
			{ title: "Ended", share: 11 },
			{ title: "Severity", share: 7 },
			{ title: "Status", share: 10 },
			{ title: "What happened", share: 34 },
		],
		report.alerts.map(({ started_at, closed_at, severity, status, explanation }) => [
			...[at(started_at), closed_at ? at(closed_at) : "goes on"],
			...[severity, words(status), explanation],
		]),
	);
}

function writeRecords({ flow, report, at }: Writing): void {
	flow.chapter("Records");
	if (report.records.length === 0) flow.note("None.");
	for (const record of report.records) {
		flow.heading(`${at(record.visit_date)} · ${record.title}`);
		const { description, symptoms, diagnosis, treatment, medications } = record;
		const said = Object.entries({ description, symptoms, diagnosis, treatment, medications });
		flow.facts([
			["Type", words(record.record_type.toLowerCase())],
			["Written by", `the ${record.author_role}, ${at(record.created_at)}`],
			...said.filter(([, text]) => text !== "").map(([name, text]) => [capital(name), text] as const),
			...record.doctor_comments.map(
				({ author_name, is_private, created_at, comment }) =>
					[is_private ? "Private comment" : "Comment", `${author_name}, ${at(created_at)}:\n${comment}`] as const,
			),
		]);
	}
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function writeAssessments({ flow, report, at }: Writing): void {
	flow.chapter("Assessments");
	if (report.assessments.length === 0) flow.note("None.");
	for (const { date, assessment_type_name, points, final_score, severity, flags, results } of report.assessments) {
		flow.heading(`${at(date)} · ${assessment_type_name}`);
		flow.facts([
			["Score", `${points} points, ${decimal(final_score)}\u00a0%`],
			...(severity ? [["Severity", severity] as const] : []),
			...(flags.length > 0 ? [["Needs attention", flags.map(words).join(", ")] as const] : []),
		]);
		flow.table(
			[
				{ title: "Question", share: 3 },
				{ title: "Answer", share: 1 },
			],
			results.map(({ question_text, answer_text }) => [question_text, answer_text]),
		);
	}
}

function writeAppointments({ flow, report, at }: Writing): void {
	flow.chapter("Appointments");
	flow.table(
		[
			{ title: "Begins", share: 11 },
			{ title: "Minutes", share: 6, align: "right" },
			{ title: "Doctor", share: 16 },
			{ title: "Status", share: 9 },
			{ title: "Notes", share: 28 },
		],
		report.appointments.map(({ start, duration_minutes, doctor_name, doctor, status, notes }) => [
			...[at(start), String(duration_minutes), doctor_name || `doctor ${doctor}`, words(status), notes ?? ""],
		]),
	);
}

const PARTS = [
	...[writeDemographics, writeChart, writeStatistics, writePlots, writeZones],
	...[writeAlerts, writeRecords, writeAssessments, writeAppointments],
];

/** A report as a PDF, for people. */
export async function reportPdf(report: Report): Promise<Uint8Array<ArrayBuffer>> {
	const { patient, generated_at, generated_by, from, to } = report;
	const name = patient.name || `Patient ${patient.id}`;
	const born = patient.date_of_birth;
	const title = `Patient report: ${name}`;
	const document = await Document.create({ title, author: generated_by, now: new Date(generated_at) });
	const flow = new Flow(document, { isLandscape: false });
	const generated = `${secondIn(patient.timezone, generated_at)} by ${generated_by}`;
	const range = from || to ? ` ${from ? `from ${from}` : ""}${to ? ` to ${to}` : ""}`.replace("  ", " ") : ": all";
	flow.title("Patient report", born ? `${name}, born ${born}` : name, [
		`All times are by the patient's clock (${patient.timezone}). Generated ${generated}.`,
		`Alerts, records, assessments and appointments${range}. Confidential.`,
	]);
	const writing = { flow, report, at: (instant: string) => minuteIn(patient.timezone, instant) };
	for (const write of PARTS) write(writing);
	flow.finish(`Edgeward · ${title} (${patient.id}) · generated ${generated}`);
	return document.save();
}
