import { texts } from "../texts.ts";
import type { ShownRule } from "./rule-fields.ts";
import { callTexts, criticalText, endText, hoursText } from "./rule-words.ts";

const words = texts.patient;

/** What there is to say of a rule beyond its sentence. */
export function RuleFacts({ rule }: { rule: ShownRule }) {
	const calls = callTexts(rule);
	const facts = [
		[words.severity, words.severities[rule.severity]],
		[words.ends, endText(rule)],
		[words.critical_at, criticalText(rule)],
		[words.hours, hoursText(rule)],
		[words.calls, calls.length > 0 ? calls.join("\n") : words.no_calls],
	] as const;
	return (
		<dl class="facts">
			{facts.map(
				([name, text]) =>
					text !== null && (
						<>
							<dt>{name}</dt>
							<dd>{text}</dd>
						</>
					),
			)}
		</dl>
	);
}
