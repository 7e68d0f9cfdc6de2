import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { listAlerts } from "../../alerts/service.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { checked } from "../../http/checked.ts";
import { idParam } from "../../http/route.ts";
import { getPatient } from "../../patients/service.ts";
import type { ConsoleEnv } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { count, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";

const words = texts.patient;

/** What the page of a patient says, tab by tab. The first is at the patient's own address. */
const TABS = [
	{ tab: "heart", path: "" },
	{ tab: "alerts", path: "/alerts" },
	{ tab: "rules", path: "/rules" },
	{ tab: "chart", path: "/chart" },
	{ tab: "records", path: "/records" },
	{ tab: "appointments", path: "/appointments" },
	{ tab: "files", path: "/files" },
	{ tab: "team", path: "/team" },
	{ tab: "devices", path: "/devices" },
	{ tab: "details", path: "/details" },
] as const;

export type PatientTab = (typeof TABS)[number]["tab"];

/** As many open alerts as are looked at for the worst of them: more are counted all the same. */
const LOOKED_AT = 100;

export type Patient = Awaited<ReturnType<typeof getPatient>>;

/** Where patients' pages are, for routes: beside a number there may be other words, like `new`. */
export const PATIENT = "/patients/:id{[0-9]+}";

/** A patient as the head of every tab shows them. */
export interface Faced {
	patient: Patient;
	openAlerts: number;
	isCritical: boolean;
}

/** The patient's page, or one of its tabs. */
export const patientPath = (id: number, tab: PatientTab = "heart"): string =>
	`/patients/${id}${TABS.find((known) => known.tab === tab)?.path ?? ""}`;

async function faced(context: ServiceContext, id: number): Promise<Faced> {
	const [patient, alerts] = await Promise.all([
		getPatient(context, id),
		listAlerts(context, { page: 1, patient: id, is_open: true }).page({ limit: LOOKED_AT, offset: 0 }),
	]);
	const isCritical = alerts.results.some(({ severity }) => severity === "critical");
	return { patient, openAlerts: alerts.count, isCritical };
}

/** The patient whom an address below `PATIENT` names, if the visitor sees them. Throws `not_found`. */
export function facedPatient(c: Context<ConsoleEnv>): Promise<Faced> {
	return faced(serviceContext(c), checked(idParam, { id: c.req.param("id") }).id);
}

function LastReading({ patient }: { patient: Patient }) {
	const { last_reading: last, timezone } = patient;
	if (!last) return <span>{words.no_reading}</span>;
	return (
		<span id="last-reading">
			{words.last_reading}{" "}
			<strong>
				{last.heart_rate} {words.bpm}
			</strong>
			, <Moment at={last.recorded_at} zone={timezone} />
		</span>
	);
}

function Standing({ patient, openAlerts, isCritical }: Faced) {
	if (openAlerts === 0) return <Badge tone="good">{words.no_open_alert}</Badge>;
	const text = count(words.open_alerts, openAlerts);
	return (
		<a class="standing" href={`${patientPath(patient.id, "alerts")}?is_open=true`}>
			<Badge tone={isCritical ? "critical" : "alert"}>{isCritical ? `${text}, ${words.critical}` : text}</Badge>
		</a>
	);
}

function genderOf({ gender }: Patient): string | null {
	return gender === "male" || gender === "female" || gender === "others" ? words.genders[gender] : null;
}

function Head(head: Faced) {
	const { patient } = head;
	const facts = [patient.age === null ? null : count(words.age, patient.age), genderOf(patient)].filter(
		(fact) => fact !== null,
	);
	return (
		<header class="patient-head">
			<div class="page-head">
				<h1>{patient.name}</h1>
				<Standing {...head} />
			</div>
			<p class="patient-facts">
				{facts.map((fact) => (
					<span>{fact}</span>
				))}
				<LastReading patient={patient} />
			</p>
			<ZoneNote zone={patient.timezone} />
		</header>
	);
}

/** What all tabs of a patient's page have in common: who it is, how they are, and the way to the other tabs. */
export function PatientFrame({ tab, children, ...head }: Faced & { tab: PatientTab; children?: Child }) {
	return (
		<>
			<Head {...head} />
			<nav aria-label={words.tabs}>
				<ul class="tabs">
					{TABS.map((known) => (
						<li>
							<a href={patientPath(head.patient.id, known.tab)} aria-current={known.tab === tab ? "page" : undefined}>
								{words[known.tab]}
							</a>
						</li>
					))}
				</ul>
			</nav>
			{children}
		</>
	);
}

type PageProps = Omit<Parameters<typeof page>[1], "title"> & {
	/** What of the tab it is, where it is not the tab itself: tells open windows apart. */
	title?: string | undefined;
};

/** Answers a tab of a patient's page. */
export function patientPage(
	c: Context<ConsoleEnv>,
	head: Faced,
	{ tab, title, children, ...rest }: PageProps & { tab: PatientTab },
	status?: Parameters<typeof page>[2],
) {
	const content = (
		<PatientFrame {...head} tab={tab}>
			{children}
		</PatientFrame>
	);
	const named = [title, words[tab], head.patient.name].filter(Boolean).join(" · ");
	return page(c, { ...rest, title: named, children: content }, status);
}
