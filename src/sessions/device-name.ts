import Bowser from "bowser";

/** What a person would call the device of a User-Agent: `Firefox on Linux`; null where it says nothing. */
export function deviceName(userAgent: string | null): string | null {
	if (!userAgent) return null;
	const { browser, os } = Bowser.parse(userAgent);
	// Programs name themselves first: `curl/8.5.0`.
	const program = browser.name || userAgent.split(/[/\s]/)[0] || null;
	return program && os.name ? `${program} on ${os.name}` : program;
}
