import type { Scene } from "./support/scene.ts";

/** Who looks at a page: of the demo ward by username, or a stranger. */
export type Reader = "miriam" | "jonas" | "ada" | "greta" | "stranger";

export interface PageCase {
	reader: Reader;
	path: (scene: Scene) => string;
	/** What its screenshots are called. */
	name: string;
	/** What is there once its script has drawn it. */
	drawn?: string;
	/** The button that leads to it. */
	press?: string;
}

type Path = string | PageCase["path"];

const seenBy = (
	reader: Reader,
	pages: Record<string, Path | { path: Path; drawn?: string; press?: string }>,
): PageCase[] =>
	Object.entries(pages).map(([name, page]) => {
		const { path, ...rest } = typeof page === "object" ? page : { path: page };
		return { reader, name, path: typeof path === "string" ? () => path : path, ...rest };
	});

/** Of the patient's page. */
const of =
	(rest: string): PageCase["path"] =>
	({ patient }) =>
		`/patients/${patient}${rest}`;

/** What is a script's chart in the end. */
const CHART = ".u-over";
const API = ".opblock-tag";

/** Every page of the console, as somebody sees it whose page it is. */
export const PAGES: readonly PageCase[] = [
	...seenBy("stranger", {
		"sign-in": "/",
		register: "/register",
		forgot: "/forgot",
		reset: "/reset",
		verify: "/verify",
		"register-faults": { path: "/register", press: "Register" },
		api: { path: "/api-docs/", drawn: API },
	}),
	...seenBy("jonas", {
		ward: "/ward",
		"ward-silent": "/ward?standing=silent",
		"ward-nobody": "/ward?search=nobody-is-called-this",
		patients: "/patients",
		"patient-read-only": of("/details"),
		"rule-try": of("/rules/new"),
		"not-found": "/patients/999999",
	}),
	...seenBy("miriam", {
		"ward-doctor": "/ward",
		inbox: "/inbox",
		"patient-new": "/patients/new",
		"heart-hour": { path: of("?range=hour"), drawn: CHART },
		heart: { path: of(""), drawn: CHART },
		"heart-week": { path: of("?range=week"), drawn: CHART },
		"heart-year": { path: of("?range=year"), drawn: CHART },
		alerts: of("/alerts"),
		alert: ({ patient, alert }) => `/patients/${patient}/alerts/${alert}`,
		rules: of("/rules"),
		rule: ({ patient, rule }) => `/patients/${patient}/rules/${rule}`,
		"rule-new": of("/rules/new"),
		rehearsal: { path: ({ patient, rule }) => `/patients/${patient}/rules/${rule}`, press: "Rehearse" },
		chart: of("/chart"),
		allergy: ({ patient, allergy }) => `/patients/${patient}/chart/allergies/${allergy}`,
		records: of("/records"),
		"record-new": of("/records/new"),
		record: ({ patient, record }) => `/patients/${patient}/records/${record}`,
		"record-edit": ({ patient, record }) => `/patients/${patient}/records/${record}/edit`,
		assessments: of("/assessments"),
		"assessment-choose": of("/assessments/new"),
		"assessment-new": ({ patient, questionnaire }) => `/patients/${patient}/assessments/new?type=${questionnaire}`,
		assessment: ({ patient, assessment }) => `/patients/${patient}/assessments/${assessment}`,
		"assessment-edit": ({ patient, assessment }) => `/patients/${patient}/assessments/${assessment}/edit`,
		"patient-appointments": of("/appointments"),
		files: of("/files"),
		team: of("/team"),
		"team-edit": ({ patient, mapping }) => `/patients/${patient}/team/${mapping}`,
		devices: of("/devices"),
		details: of("/details"),
		"details-edit": of("/details/edit"),
		schedule: "/appointments",
		"appointment-new": "/appointments/new",
		"appointment-time": ({ patient }) => `/appointments/new?patient=${patient}`,
		appointment: ({ appointment }) => `/appointments/${appointment}`,
	}),
	...seenBy("greta", {
		me: "/me",
		accesses: "/me/accesses",
		export: "/me/export",
		"own-heart": { path: of(""), drawn: CHART },
		"own-chart": of("/chart"),
		"own-records": of("/records"),
		"own-team": of("/team"),
		"own-devices": of("/devices"),
		device: ({ patient, device }) => `/patients/${patient}/devices/${device}`,
		account: "/account",
		security: "/account/security",
		notifications: "/account/notifications",
		tokens: "/account/tokens",
	}),
	...seenBy("ada", {
		"api-signed-in": { path: "/api-docs/", drawn: API },
		"details-delete": of("/details/delete"),
		webhooks: "/account/webhooks",
		webhook: ({ webhook }) => `/account/webhooks/${webhook}`,
		admin: "/admin",
		users: "/admin/users",
		user: ({ user }) => `/admin/users/${user}`,
		doctors: "/admin/doctors",
		"doctor-new": "/admin/doctors/new",
		doctor: ({ doctor }) => `/admin/doctors/${doctor}`,
		care: "/admin/mappings",
		"admin-appointments": "/admin/appointments",
		audit: "/admin/audit",
		deliveries: "/admin/deliveries",
		"dead-letters": "/admin/dead-letters",
		"dead-letter": ({ letter }) => `/admin/dead-letters/${letter}`,
		deleted: "/admin/deleted",
		"admin-webhooks": "/admin/webhooks",
		"admin-webhook": ({ webhook }) => `/admin/webhooks/${webhook}`,
		bulk: "/admin/bulk",
		"bulk-assign": "/admin/bulk/assign",
		"bulk-assign-preview": {
			path: ({ patient, doctor }) => `/admin/bulk/assign?ids=${patient}&doctor=${doctor}&next=1`,
			press: "What would happen",
		},
		"bulk-schedule": "/admin/bulk/schedule",
		"bulk-schedule-details": ({ patient }) => `/admin/bulk/schedule?ids=${patient}&next=1`,
		"bulk-reports": "/admin/bulk/reports",
		"bulk-reports-ready": ({ patient }) => `/admin/bulk/reports?ids=${patient}&next=1`,
	}),
];
