import { isIanaZone } from "../../clinic/zone.ts";

type Choice = readonly [value: string, text: string];

let known: readonly Choice[] | undefined;

/** The time zones to choose from, as a menu has them; `also` one that is chosen already, whatever it is called. */
export function zoneChoices(also: string): readonly Choice[] {
	known ??= ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC" && isIanaZone(zone))].map(
		(zone) => [zone, zone.replaceAll("_", " ")] as const,
	);
	return known.some(([zone]) => zone === also) ? known : [[also, also.replaceAll("_", " ")], ...known];
}
