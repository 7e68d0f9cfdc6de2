import { texts } from "../texts.ts";
import { format } from "../ui/time.tsx";
import {
	across,
	bandPath,
	bpmRange,
	bpmTicks,
	type ChartPoint,
	down,
	meanPath,
	runsOf,
	type Scale,
} from "./chart-shape.ts";
import { tickStyle, timeTicks } from "./ticks.ts";

/** A part of time that stands out in a chart, Unix ms. */
export interface Mark {
	from: number;
	to: number;
	isCritical: boolean;
	text: string;
}

interface ChartProps {
	points: readonly ChartPoint[];
	from: number;
	to: number;
	/** Points further apart than this many ms are not joined. */
	gapMs: number;
	zone: string;
	marks?: readonly Mark[];
	/** Heart rates with a line of their own. */
	lines?: readonly number[];
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

function Rates({ scale }: { scale: Scale }) {
	return (
		<>
			{bpmTicks(scale).map((bpm) => (
				<>
					<line class="heart-grid" x1="0" x2="100%" y1={percent(down(scale, bpm))} y2={percent(down(scale, bpm))} />
					<text class="heart-rate" x="-8" y={percent(down(scale, bpm))}>
						{bpm}
					</text>
				</>
			))}
		</>
	);
}

function Times({ scale, zone }: { scale: Scale; zone: string }) {
	const { from, to } = scale;
	return (
		<g class="heart-times">
			{timeTicks(from, to, zone).map((at) => (
				<>
					<line class="heart-grid" x1={percent(across(scale, at))} x2={percent(across(scale, at))} y1="0" y2="100%" />
					<text class="heart-time" x={percent(across(scale, at))} y="100%" dy="18">
						{format(zone, tickStyle(at, to - from, zone)).format(at)}
					</text>
				</>
			))}
		</g>
	);
}

function Marks({ marks, scale }: { marks: readonly Mark[]; scale: Scale }) {
	return (
		<>
			{marks.map(({ from, to, isCritical, text }) => {
				const [start, end] = [Math.max(0, across(scale, from)), Math.min(1, across(scale, to))];
				return (
					<rect
						class={isCritical ? "heart-mark critical" : "heart-mark"}
						x={percent(start)}
						y="0"
						width={percent(Math.max(0, end - start))}
						height="100%"
					>
						<title>{text}</title>
					</rect>
				);
			})}
		</>
	);
}

/**
 * A heart rate over time as a drawing that fills its box. It is for eyes alone: what stands around it says the same in
 * words.
 */
export function HeartChart({ points, from, to, gapMs, zone, marks = [], lines = [] }: ChartProps) {
	const scale = { from, to, ...bpmRange(points, lines) };
	const runs = runsOf(points, gapMs);
	return (
		<svg class="heart-drawing" aria-hidden="true" width="100%" height="100%">
			<title>{texts.patient.chart_label}</title>
			<Rates scale={scale} />
			<Times scale={scale} zone={zone} />
			<Marks marks={marks} scale={scale} />
			<svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%" aria-hidden="true">
				{runs.map((run) => (
					<>
						<path class="heart-band" d={bandPath(run, scale)} />
						<path class="heart-mean" d={meanPath(run, scale)} />
					</>
				))}
			</svg>
			{lines.map((bpm) => (
				<line class="heart-limit" x1="0" x2="100%" y1={percent(down(scale, bpm))} y2={percent(down(scale, bpm))} />
			))}
		</svg>
	);
}
