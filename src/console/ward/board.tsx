import type { WardRow } from "../../ward/answer.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm } from "../ui/form.tsx";
import { HEIGHT, sparkline, WIDTH } from "./sparkline.ts";
import { ago, alertText, TONES, trendText } from "./wording.ts";

const words = texts.ward;

interface BoardProps {
	rows: readonly WardRow[];
	now: Date;
	/** Whether the visitor may see to alerts. */
	mayAcknowledge: boolean;
}

function Since({ at, now }: { at: string; now: Date }) {
	return (
		<time datetime={at} data-ago>
			{ago(at, now)}
		</time>
	);
}

function Alerts({ row, now, mayAcknowledge }: { row: WardRow } & Omit<BoardProps, "rows">) {
	const more = row.alert_count - row.alerts.length;
	if (row.alert_count === 0) return null;
	return (
		<ul class="alerts">
			{row.alerts.map((alert) => (
				<li>
					<a href={`/patients/${row.id}/alerts/${alert.id}`}>{alertText(alert)}</a>{" "}
					<Since at={alert.opened_at} now={now} />
					{!alert.acknowledged && mayAcknowledge && (
						<ButtonForm
							action={`/ward/alerts/${alert.id}/acknowledge`}
							text={words.acknowledge}
							label={fill(words.acknowledge_of, { name: row.name, alert: alertText(alert) })}
						/>
					)}
				</li>
			))}
			{more > 0 && (
				<li>
					<a href={`/patients/${row.id}/alerts?is_open=true`}>{fill(words.more, { n: more })}</a>
				</li>
			)}
		</ul>
	);
}

function Row({ row, ...props }: { row: WardRow } & Omit<BoardProps, "rows">) {
	const { id, name, age, standing, last_reading, trend, assigned_doctor } = row;
	return (
		<tr id={`p${id}`} class={TONES[standing]}>
			<th scope="row">
				<a href={`/patients/${id}`}>{name || fill(words.nameless, { id })}</a> {age !== null && <small>{age}</small>}
			</th>
			<td>
				<Badge tone={TONES[standing]}>{words.standings[standing]}</Badge>
			</td>
			<td class="bpm">
				{last_reading ? (
					<>
						<b>{last_reading.heart_rate}</b> <Since at={last_reading.recorded_at} now={props.now} />
					</>
				) : (
					texts.common.none
				)}
			</td>
			<td>
				<svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={trendText(trend)}>
					<path d={sparkline(trend)} />
				</svg>
			</td>
			<td class="of-alerts">
				<Alerts row={row} {...props} />
			</td>
			<td class="doctor">
				{assigned_doctor && <a href={`/ward?doctor_id=${assigned_doctor.id}`}>{assigned_doctor.name}</a>}
			</td>
		</tr>
	);
}

const HEADS = [words.patient, words.standing, words.heart_rate, words.last_hour, words.alerts, words.doctor];

/** Everybody, the worst first. A script keeps it up to date with what the server draws; without one a reload does. */
export function Board(props: BoardProps) {
	const { rows, ...rest } = props;
	return (
		<section class="table ward" aria-label={words.title} tabindex={0}>
			<table>
				<caption class="unseen">{words.caption}</caption>
				<thead>
					<tr>
						{HEADS.map((head) => (
							<th scope="col">{head}</th>
						))}
					</tr>
				</thead>
				<tbody id="board">
					{rows.map((row) => (
						<Row row={row} {...rest} />
					))}
				</tbody>
			</table>
		</section>
	);
}
