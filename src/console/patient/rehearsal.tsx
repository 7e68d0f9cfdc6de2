import type { rehearseRule } from "../../alert-rules/rehearsing.ts";
import { count, fill, texts } from "../texts.ts";
import { DataTable } from "../ui/table.tsx";
import { CalendarDate, Moment } from "../ui/time.tsx";
import { minutesText } from "./rule-words.ts";

const words = texts.patient;

/** Alerts that are shown one by one: all of them are counted. */
const SHOWN = 50;

export type Rehearsed = Awaited<ReturnType<typeof rehearseRule>>;
type Day = Rehearsed["days"][number];
type Found = Rehearsed["alerts"][number];

function Days({ days }: { days: readonly Day[] }) {
	const columns = [
		{ head: words.day, cell: ({ date }: Day) => <CalendarDate date={date} /> },
		{ head: words.alerts_count, isNumber: true, cell: (day: Day) => day.count },
		{ head: words.minutes_head, isNumber: true, cell: ({ minutes }: Day) => Math.round(minutes) },
	];
	return (
		<section class="part">
			<h3>{words.rehearsal_days}</h3>
			<DataTable caption={words.rehearsal_days} columns={columns} rows={days} />
		</section>
	);
}

function Each({ alerts, zone }: { alerts: readonly Found[]; zone: string }) {
	const moment = (at: string | null, none: string) => (at ? <Moment at={at} zone={zone} /> : none);
	const columns = [
		{ head: words.opened, cell: ({ opened_at }: Found) => moment(opened_at, "") },
		{ head: words.closed, cell: ({ closed_at }: Found) => moment(closed_at, words.goes_on) },
		{ head: words.raised, cell: ({ raised_at }: Found) => moment(raised_at, texts.common.no) },
		{ head: words.lasted, isNumber: true, cell: ({ minutes }: Found) => minutesText(Math.round(minutes)) },
	];
	return (
		<section class="part">
			<h3>{words.rehearsal_list}</h3>
			<DataTable caption={words.rehearsal_list} columns={columns} rows={alerts.slice(-SHOWN).toReversed()} />
			{alerts.length > SHOWN && <p class="hint">{fill(words.rehearsal_newest, { n: SHOWN })}</p>}
		</section>
	);
}

/** When a rule would have alerted: how often a day, and each time. */
export function Rehearsal({ found, days }: { found: Rehearsed; days: number }) {
	const asked = count(words.rule_form.days, days);
	const text =
		found.count === 0
			? fill(words.rehearsal_none, { days: asked })
			: fill(words.rehearsal_some, {
					...{ alerts: count(words.rehearsal_alerts, found.count), days: asked },
					...{ per_day: found.per_day, minutes: minutesText(Math.round(found.minutes)) },
				});
	return (
		<section class="card" id="rehearsal" aria-labelledby="rehearsal-title" tabindex={-1}>
			<h2 id="rehearsal-title">{words.rehearsal}</h2>
			<p role="status">
				<strong>{text}</strong> {words.rehearsal_unsaved}
			</p>
			{found.count > 0 && (
				<div class="grid">
					<Days days={found.days} />
					<Each alerts={found.alerts} zone={found.timezone} />
				</div>
			)}
		</section>
	);
}
