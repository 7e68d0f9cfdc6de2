import { HeartChart } from "../patient/chart.tsx";
import { patientPath } from "../patient/frame.tsx";
import { fill, texts } from "../texts.ts";
import { Moment } from "../ui/time.tsx";
import type { Overview } from "./overview.ts";

const words = texts.me.heart;

type Heart = Overview["heart"];

const rounded = (bpm: number) => String(Math.round(bpm));

/** The last day in a sentence. */
function sentenceOf({ lastDay }: Heart): string {
	if (!lastDay) return words.no_day;
	return fill(words.sentence, { min: lastDay.min, avg: rounded(lastDay.avg), max: lastDay.max });
}

function Today({ today }: Pick<Heart, "today">) {
	if (!today) return <p class="hint">{words.no_today}</p>;
	const figures = [
		[words.min, rounded(today.min)],
		[words.avg, rounded(today.avg)],
		[words.max, rounded(today.max)],
	] as const;
	return (
		<dl class="figures">
			{figures.map(([name, value]) => (
				<div>
					<dt>{name}</dt>
					<dd>{value}</dd>
				</div>
			))}
		</dl>
	);
}

function Last({ patient }: Pick<Overview, "patient">) {
	const { last_reading: last, timezone } = patient;
	if (!last) return null;
	return (
		<p class="last-reading">
			<strong>{last.heart_rate}</strong> {words.bpm}{" "}
			<span class="hint">
				<Moment at={last.recorded_at} zone={timezone} />
			</span>
		</p>
	);
}

/** Steps of the drawing that are further apart are not joined. */
const GAP_MS = 30 * 60_000;

function LastDay({ heart, zone }: { heart: Heart; zone: string }) {
	return (
		<div class="heart-chart small" role="img" aria-label={sentenceOf(heart)}>
			<HeartChart points={heart.points} from={heart.from} to={heart.to} gapMs={GAP_MS} zone={zone} />
		</div>
	);
}

/** The patient's own heart: now, today, and the last 24 hours. */
export function HeartCard({ patient, heart }: Pick<Overview, "patient" | "heart">) {
	const { id, timezone: zone, last_reading: last } = patient;
	return (
		<section class="card heart-card">
			<h2>{words.title}</h2>
			{last ? (
				<>
					<div class="heart-now">
						<Last patient={patient} />
						<Today today={heart.today} />
					</div>
					<h3>{words.day}</h3>
					{heart.points.length > 0 && <LastDay heart={heart} zone={zone} />}
					<p class="hint">{sentenceOf(heart)}</p>
				</>
			) : (
				<p class="empty">{words.none}</p>
			)}
			<p>
				<a href={patientPath(id)}>{words.more}</a>
			</p>
		</section>
	);
}
