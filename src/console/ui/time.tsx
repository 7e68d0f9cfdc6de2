import { texts } from "../texts.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** A formatter costs more than what it is used for: one for each zone and style. */
export function format(zone: string, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${zone} ${JSON.stringify(style)}`;
	const known = formats.get(key);
	if (known) return known;
	const made = new Intl.DateTimeFormat(`${texts.language}-GB`, { timeZone: zone, ...style });
	formats.set(key, made);
	return made;
}

const DAY = { day: "numeric", month: "short", year: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;

/** An instant as a clock in the zone shows it; a page says once whose zone that is (`ZoneNote`). */
export function Moment(props: { at: string; zone: string; clockOnly?: boolean; withWeekday?: boolean }) {
	const { at, zone, clockOnly, withWeekday } = props;
	const date = withWeekday ? { weekday: "short" as const, ...DAY } : DAY;
	const style = clockOnly ? CLOCK : { ...date, ...CLOCK };
	return <time datetime={at}>{format(zone, style).format(new Date(at))}</time>;
}

/** A date of a calendar, which has no zone. */
export function CalendarDate({ date }: { date: string }) {
	return <time datetime={date}>{format("UTC", DAY).format(new Date(`${date}T00:00:00Z`))}</time>;
}

/** Says in which zone the times around it are. */
export function ZoneNote({ zone }: { zone: string }) {
	return <p class="zone-note">{texts.common.clock.replace("{zone}", zone.replaceAll("_", " "))}</p>;
}
