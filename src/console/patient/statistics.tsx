import type { heartRateSummary } from "../../heart-rate/service.ts";
import { fill, texts } from "../texts.ts";
import { DataTable } from "../ui/table.tsx";

const words = texts.patient;

type Summary = Awaited<ReturnType<typeof heartRateSummary>>;
type Window = keyof typeof words.windows;
type Statistics = NonNullable<Summary[Window]>;
type Zone = Statistics["zones"][number];

const WINDOWS = ["today", "week", "month", "last_24h", "last_7d", "last_30d", "all_time"] as const;
/** Those that have a bar: the others lie within them. */
const BARS = ["last_24h", "last_7d", "last_30d", "all_time"] as const;

interface Row {
	window: Window;
	statistics: Statistics | null;
}

const rowsOf = (summary: Summary, windows: readonly Window[]): Row[] =>
	windows.map((window) => ({ window, statistics: summary[window] }));

const numbers = new Intl.NumberFormat(texts.language);
const percents = new Intl.NumberFormat(texts.language, { style: "percent", maximumFractionDigits: 1 });

/** Minimum, mean, maximum and percentiles of calendar and rolling windows. */
export function StatisticsTable({ summary }: { summary: Summary }) {
	const figure = (head: string, of: (statistics: Statistics) => number) => ({
		head,
		isNumber: true,
		cell: ({ statistics }: Row) => (statistics ? numbers.format(Math.round(of(statistics))) : words.no_statistics),
	});
	const columns = [
		{ head: words.window, cell: ({ window }: Row) => words.windows[window] },
		figure(words.min, ({ min }) => min),
		figure(words.avg, ({ avg }) => avg),
		figure(words.max, ({ max }) => max),
		figure(words.p5, ({ p5 }) => p5),
		figure(words.p50, ({ p50 }) => p50),
		figure(words.p95, ({ p95 }) => p95),
		figure(words.readings_head, ({ count }) => count),
	];
	// Seven times "none" tells no more than once.
	const rows = summary.all_time ? rowsOf(summary, WINDOWS) : [];
	return (
		<section class="part figures">
			<h2>{words.statistics}</h2>
			<p class="hint">{words.statistics_hint}</p>
			<DataTable caption={words.statistics} columns={columns} rows={rows} empty={words.no_reading} />
		</section>
	);
}

/** What a zone is, with its heart rates: the highest and the lowest have no end. */
function zoneText({ zone, min, max }: Zone, index: number, all: readonly Zone[]): string {
	const name = words.zone_names[zone];
	if (index === 0) return fill(words.zone_below, { name, bpm: max + 1 });
	if (index === all.length - 1) return fill(words.zone_from, { name, bpm: min });
	return fill(words.zone_between, { name, min, max });
}

function Bar({ zones }: { zones: readonly Zone[] }) {
	let left = 0;
	return (
		<svg class="zone-bar" aria-hidden="true" width="100%" height="100%">
			<title>{words.zones}</title>
			{zones.map(({ zone, share }) => {
				const x = left;
				left += share;
				return <rect class={`zone-${zone}`} x={`${x * 100}%`} y="0" width={`${share * 100}%`} height="100%" />;
			})}
		</svg>
	);
}

function Key({ zones }: { zones: readonly Zone[] }) {
	return (
		<ul class="key">
			{zones.map((zone, index) => (
				<li>
					<svg class="swatch" aria-hidden="true" width="16" height="16">
						<title>{words.zones}</title>
						<rect class={`zone-${zone.zone}`} width="16" height="16" />
					</svg>
					{zoneText(zone, index, zones)}
				</li>
			))}
		</ul>
	);
}

/** How the readings share out over the zones: bars from dark to light and back, and the same in figures. */
export function ZoneBars({ summary }: { summary: Summary }) {
	const zones = summary.all_time?.zones;
	if (!zones) return null;
	const columns = [
		{ head: words.window, cell: ({ window }: Row) => words.windows[window] },
		{
			head: words.shares,
			cell: ({ statistics }: Row) => (statistics ? <Bar zones={statistics.zones} /> : words.no_statistics),
		},
		...zones.map(({ zone }, index) => ({
			head: words.zone_names[zone],
			isNumber: true,
			cell: ({ statistics }: Row) => percents.format(statistics?.zones[index]?.share ?? 0),
		})),
	];
	return (
		<section class="part figures zones">
			<h2>{words.zones}</h2>
			<p class="hint">{words.zones_hint}</p>
			<Key zones={zones} />
			<DataTable caption={words.zones} columns={columns} rows={rowsOf(summary, BARS)} />
		</section>
	);
}
