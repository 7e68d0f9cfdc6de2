import type { Child } from "hono/jsx";

/** By how much it needs somebody, most first. Each has a shape of its own too: colours alone say nothing to some. */
export type Tone = "critical" | "alert" | "seen" | "silent" | "good" | "plain";

const SHAPES: Record<Tone, string> = {
	critical: "▲",
	alert: "◆",
	seen: "◇",
	silent: "○",
	good: "●",
	plain: "–",
};

/** A state in a word, with its colour and its shape. */
export function Badge({ tone, children }: { tone: Tone; children: Child }) {
	return (
		<span class={`badge ${tone}`}>
			<span aria-hidden="true">{SHAPES[tone]}</span> {children}
		</span>
	);
}
