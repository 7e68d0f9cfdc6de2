import type { Answer, Person } from "../clients/client.ts";
import type { Ledger } from "../ledger.ts";
import { newsOf } from "../oracle.ts";
import type { Outside } from "../outside.ts";
import { devicesOf, type Ward } from "../ward.ts";
import { compare, type Findings } from "./findings.ts";

/** What an inbox says of alerts. */
type Inbox = Answer["body"][];

/** What there is in somebody's inbox about alerts. */
export async function alertsTold(person: Person): Promise<Inbox> {
	const inbox = await person.all("/api/notifications/?page_size=100");
	return inbox.filter(({ notification_type: type }) => type.startsWith("ALERT_"));
}

/** What each inbox must say of alerts: `device, so-many-th alert: news`, as an oracle finds it in the readings. */
export function expectedNews({ patients }: Ward, ledger: Ledger): string[] {
	return patients.flatMap((patient) =>
		devicesOf(patient).flatMap((device) =>
			newsOf(ledger.readingsOf(device)).flatMap((news, index) => news.map((one) => `${device} ${index}: ${one}`)),
		),
	);
}

/** Every change of an alert's state reached this inbox once. */
export function recountNews(whose: string, inbox: Inbox, expected: readonly string[], findings: Findings): void {
	const byDevice = Map.groupBy(inbox, ({ data }) => String(data.device));
	const found = [...byDevice].flatMap(([device, own]) => {
		const ids = [...new Set(own.map(({ data }) => data.alert_id))].sort((a, b) => a - b);
		return own.map(({ data, notification_type: type }) => `${device} ${ids.indexOf(data.alert_id)}: ${type}`);
	});
	compare(`news to ${whose}`, expected, found, findings);
}

/** A webhook heard of each of these events under one id, and so knows what came twice. */
export function recountCalls(inbox: Inbox, { calls }: Outside, findings: Findings): void {
	compare(
		"call of",
		inbox.map(({ data }) => data.event_id),
		[...calls].flatMap(([event, ids]) => [...ids].map(() => event)),
		findings,
	);
}
