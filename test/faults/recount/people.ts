import type { Answer } from "../clients/client.ts";
import type { Ledger } from "../ledger.ts";
import type { Ward } from "../ward.ts";
import { compare, type Findings } from "./findings.ts";

const ids = (items: readonly Answer["body"][]) => items.map(({ id }) => String(id));

/** What people have done is there once, was audited once, and a booking was told once. */
export async function recountPeople(ward: Ward, ledger: Ledger, findings: Findings): Promise<void> {
	const { admin, doctor, consultants } = ward;
	const check = (what: string, expected: Iterable<string>, found: string[]) => compare(what, expected, found, findings);
	const audited = async (action: string): Promise<string[]> =>
		(await admin.all(`/api/audit/?action=${action}&page_size=100`)).map((entry) => entry.entity_id);

	const appointments = await admin.all("/api/appointments/?page_size=100");
	const starts = appointments.map(({ start }) => new Date(start).toISOString());
	check("appointment", ledger.appointments, starts);
	check("audit of appointment", ids(appointments), await audited("appointment.book"));
	const inbox = await doctor.all("/api/notifications/?page_size=100");
	const booked = inbox.filter(({ notification_type: type }) => type === "APPOINTMENT_BOOKED");
	const told = booked.map(({ data }) => String(data.appointment_id));
	check("news of appointment", ids(appointments), told);

	const records = await doctor.all("/api/records/?page_size=100");
	const titles = records.map(({ title }) => title);
	check("record", ledger.records, titles);
	check("audit of record", ids(records), await audited("record.create"));

	const mappings = await admin.all("/api/mappings/?page_size=100");
	const wanted = mappings.filter((mapping) => consultants.includes(mapping.doctor));
	const pairs = wanted.map((mapping) => `${mapping.patient} ${mapping.doctor}`);
	check("mapping", ledger.mappings, pairs);

	check("audit of what was seen to", [...ledger.seen].map(String), await audited("alert.acknowledge"));

	for (const [patient, { threshold, edits }] of ledger.thresholds) {
		const rules = await admin.all(`/api/patients/${patient}/alert-rules/`);
		const below = rules.find(({ kind }) => kind === "below");
		const found = `${below.threshold} in version ${below.version}`;
		check(`rule of ${patient}`, [`${threshold} in version ${edits + 1}`], [found]);
	}
}
