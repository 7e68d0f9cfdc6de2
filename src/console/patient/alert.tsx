import type { getAlert } from "../../alerts/service.ts";
import { texts } from "../texts.ts";
import { ButtonForm, Field, FormFault, type FormState } from "../ui/form.tsx";
import { DataTable } from "../ui/table.tsx";
import { Moment } from "../ui/time.tsx";
import { Acknowledge, alertPath, SeverityBadge, StatusBadge } from "./alerts.tsx";
import { HeartChart } from "./chart.tsx";
import { type Patient, patientPath } from "./frame.tsx";
import { RuleFacts } from "./rule-facts.tsx";
import { ruleText } from "./rule-words.ts";

const words = texts.patient;
const MINUTE_MS = 60_000;

type Detail = Awaited<ReturnType<typeof getAlert>>;
type Reading = Detail["readings"][number];

interface AlertProps {
	patient: Patient;
	alert: Detail;
	mayAcknowledge: boolean;
	/** Of the snooze, where it was refused. */
	state: FormState;
}

function Facts({ alert, zone }: { alert: Detail; zone: string }) {
	const moment = (at: string) => <Moment at={at} zone={zone} />;
	const { acknowledged_by_name: name, acknowledged_at: seenAt, extreme } = alert;
	const facts = [
		[words.started, moment(alert.started_at)],
		[words.opened, moment(alert.opened_at)],
		[words.raised, alert.raised_at && moment(alert.raised_at)],
		[words.closed, alert.closed_at ? moment(alert.closed_at) : words.goes_on],
		[words.worst, extreme === null ? null : `${extreme} ${words.bpm}`],
		[words.device, alert.device],
		[
			words.acknowledged_by,
			seenAt ? [name ?? texts.common.unknown, ", ", moment(seenAt)] : alert.closed_at ? words.nobody : words.nobody_yet,
		],
	] as const;
	return (
		<dl class="facts">
			{facts.map(
				([name, value]) =>
					value && (
						<>
							<dt>{name}</dt>
							<dd>{value}</dd>
						</>
					),
			)}
		</dl>
	);
}

function Snooze({ alert, zone, state }: { alert: Detail; zone: string; state: FormState }) {
	const path = `${alertPath(alert.patient, alert.id)}/snooze`;
	if (alert.snoozed_until) {
		const [before, after] = words.snoozed_until.split("{at}");
		return (
			<>
				<p>
					{before}
					<Moment at={alert.snoozed_until} zone={zone} />
					{after}
				</p>
				<ButtonForm action={`${path}/end`} text={words.unsnooze} />
			</>
		);
	}
	return (
		<form method="post" action={path} class="snooze">
			<Field
				form="snooze"
				name="minutes"
				label={words.snooze_for}
				choices={Object.entries(words.snoozes)}
				value="60"
				state={state}
				required
			/>
			<button type="submit">{words.snooze}</button>
		</form>
	);
}

/** What one can do while it goes on. */
function Actions({ patient, alert, mayAcknowledge, state }: AlertProps) {
	return (
		<div class="alert-actions">
			{mayAcknowledge && alert.status === "open" && (
				<div class="part">
					<p class="hint">{words.acknowledge_hint}</p>
					<Acknowledge alert={alert} />
				</div>
			)}
			<div class="part">
				<p class="hint">{words.snooze_hint}</p>
				<Snooze alert={alert} zone={patient.timezone} state={state} />
			</div>
		</div>
	);
}

function Readings({ alert, zone }: { alert: Detail; zone: string }) {
	const { readings, rule_then: rule } = alert;
	const points = readings.map(({ recorded_at, heart_rate: bpm }) => ({
		...{ at: Date.parse(recorded_at), min: bpm, avg: bpm, max: bpm },
	}));
	const [first, last] = [points[0], points.at(-1)];
	if (!first || !last) return <p class="empty">{words.readings_opened_none}</p>;
	const columns = [
		{ head: words.time, cell: ({ recorded_at }: Reading) => <Moment at={recorded_at} zone={zone} /> },
		{ head: words.heart_rate, isNumber: true, cell: ({ heart_rate }: Reading) => heart_rate },
	];
	const lines = rule.threshold === null || rule.kind === "change" ? [] : [rule.threshold];
	const gapMs = (rule.max_gap_minutes ?? 0) * MINUTE_MS;
	return (
		<>
			<div class="heart-chart small">
				<HeartChart {...{ points, zone, gapMs, lines }} from={first.at - MINUTE_MS} to={last.at + MINUTE_MS} />
			</div>
			<p class="hint">
				{lines.length > 0 && words.reading_limit} {alert.readings_truncated && words.readings_truncated}
			</p>
			<details>
				<summary>{words.figures}</summary>
				<DataTable caption={words.figures} columns={columns} rows={readings} />
			</details>
		</>
	);
}

/** One alert: what it is, who saw to it, its rule as it was, and the readings that opened it. */
export function AlertPage(props: AlertProps) {
	const { patient, alert, state } = props;
	const { timezone: zone } = patient;
	return (
		<>
			<FormFault state={state} fields={["minutes"]} />
			<section class="card" aria-labelledby="alert">
				<div class="page-head">
					<h2 id="alert">{words.kinds[alert.kind]}</h2>
					<p class="actions">
						<SeverityBadge {...alert} /> <StatusBadge {...alert} />
					</p>
				</div>
				<p>{alert.explanation}</p>
				<Facts alert={alert} zone={zone} />
				{alert.closed_at === null && <Actions {...props} />}
			</section>
			<div class="grid">
				<section class="card" aria-labelledby="readings">
					<h2 id="readings">{words.readings_opened}</h2>
					<Readings alert={alert} zone={zone} />
				</section>
				<section class="card" aria-labelledby="rule">
					<h2 id="rule">{words.rule_then}</h2>
					<p>{ruleText(alert.rule_then)}</p>
					<RuleFacts rule={alert.rule_then} />
					<p>
						<a href={`${patientPath(patient.id, "rules")}#rule-${alert.rule}`}>{words.rule_now}</a>
					</p>
				</section>
			</div>
			<p>
				<a href={patientPath(patient.id, "alerts")}>{words.all_alerts}</a>
			</p>
		</>
	);
}
