import { SEVERITIES } from "../../alert-engine/rules.ts";
import type { listAlertsOf } from "../../alerts/service.ts";
import { ALERT_STATUSES } from "../../alerts/table.ts";
import { type Listed, ListView } from "../lists.tsx";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { ButtonForm, Field } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { type Patient, patientPath } from "./frame.tsx";

const words = texts.patient;

type List = Awaited<ReturnType<typeof listAlertsOf>>;
export type Alert = Awaited<ReturnType<List["page"]>>["results"][number];

const TONES = { open: "alert", acknowledged: "seen", cleared: "good", withdrawn: "plain" } as const satisfies Record<
	Alert["status"],
	Tone
>;

/** How it stands with an alert. */
export function StatusBadge({ status }: Pick<Alert, "status">) {
	return <Badge tone={TONES[status]}>{words.statuses[status]}</Badge>;
}

/** How bad it is; of one that is over without alarm. */
export function SeverityBadge({ severity, status }: Pick<Alert, "severity" | "status">) {
	const isOver = status === "cleared" || status === "withdrawn";
	return (
		<Badge tone={isOver ? "plain" : severity === "critical" ? "critical" : "alert"}>{words.severities[severity]}</Badge>
	);
}

/** Where an alert is. */
export const alertPath = (patient: number, id: number): string => `${patientPath(patient, "alerts")}/${id}`;

const isOpen = ({ status }: Alert): boolean => status === "open";

/** The button with which somebody says that they see to it. */
export function Acknowledge({ alert, kind = "plain" }: { alert: Alert; kind?: "plain" | "quiet" }) {
	return (
		<ButtonForm
			action={`${alertPath(alert.patient, alert.id)}/acknowledge`}
			text={words.acknowledge}
			label={fill(words.acknowledge_label, { alert: alert.explanation })}
			kind={kind}
		/>
	);
}

const choices = <const K extends string>(values: readonly K[], names: Record<K, string>) =>
	[["", texts.common.all], ...values.map((value) => [value, names[value]] as const)] as const;

function AlertFilters({ filters }: { filters: Listed<Alert>["filters"] }) {
	const shared = { form: "filter", state: filters, required: true };
	const isOpen = [
		["", texts.common.all],
		["true", texts.common.yes],
		["false", texts.common.no],
	] as const;
	return (
		<>
			<Field {...shared} name="is_open" label={words.is_open} choices={isOpen} />
			<Field {...shared} name="status" label={words.status} choices={choices(ALERT_STATUSES, words.statuses)} />
			<Field {...shared} name="severity" label={words.severity} choices={choices(SEVERITIES, words.severities)} />
		</>
	);
}

/** The alerts of a patient, the newest first. */
export function AlertsTab(props: { patient: Patient; alerts: Listed<Alert>; mayAcknowledge: boolean }) {
	const { patient, alerts, mayAcknowledge } = props;
	const columns = [
		{
			head: words.opened,
			cell: ({ id, opened_at }: Alert) => (
				<a href={alertPath(patient.id, id)}>
					<Moment at={opened_at} zone={patient.timezone} />
				</a>
			),
		},
		{ head: words.kind, cell: ({ kind }: Alert) => words.kinds[kind] },
		{ head: words.severity, cell: (alert: Alert) => <SeverityBadge {...alert} /> },
		{ head: words.status, cell: (alert: Alert) => <StatusBadge {...alert} /> },
		{ head: words.why, cell: ({ explanation }: Alert) => explanation },
	];
	const actions = {
		head: texts.common.actions,
		cell: (alert: Alert) => (isOpen(alert) ? <Acknowledge alert={alert} kind="quiet" /> : ""),
	};
	const isEmpty = alerts.count === 0 && Object.keys(alerts.filters.values).length === 0;
	return (
		<section class="part">
			<h2>{words.all_alerts}</h2>
			{isEmpty ? (
				<p class="empty">{words.no_alerts}</p>
			) : (
				<ListView
					listed={alerts}
					caption={words.all_alerts}
					columns={mayAcknowledge && alerts.rows.some(isOpen) ? [...columns, actions] : columns}
					files={["csv"]}
					filters={<AlertFilters filters={alerts.filters} />}
				/>
			)}
		</section>
	);
}
