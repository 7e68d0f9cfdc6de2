import { texts } from "../texts.ts";

const { live, ago } = texts.ward;

/**
 * Says whether the board follows by itself. The script shows it, and takes its words from here; whoever needs somebody
 * from now on it tells those who hear the page.
 */
export function LiveNote() {
	return (
		<>
			<p
				id="live"
				class="live"
				role="status"
				data-on={live.on}
				data-off={live.off}
				data-seconds={ago.seconds}
				data-minutes={ago.minutes}
				data-hours={ago.hours}
				data-days={ago.days}
			>
				<noscript>{live.none}</noscript>
			</p>
			<p id="told" class="unseen" role="status" />
		</>
	);
}
