import type { ServiceContext } from "../../auth/service-context.ts";
import { listDoctors } from "../../doctors/listing.ts";
import { listPatients, patientNames } from "../../patients/service.ts";
import { fill, texts } from "../texts.ts";
import { MOST_CHOSEN } from "./chosen.ts";

const words = texts.bulk;

export type Patient = Awaited<ReturnType<ReturnType<typeof listPatients>["page"]>>["results"][number];

type Filters = Omit<Parameters<typeof listPatients>[1], "page">;

/** The first of the patients who match, by their names, and how many match in all. */
export const findPatients = (context: ServiceContext, filters: Filters) =>
	listPatients(context, { ordering: "last_name", ...filters, page: 1 }).page({ limit: MOST_CHOSEN, offset: 0 });

/** What these patients are called; those whom the visitor does not see, by their number. */
export async function namesOf(context: ServiceContext, ids: readonly number[]): Promise<(id: number) => string> {
	const names = ids.length > 0 ? await patientNames(context, ids) : new Map<number, string>();
	return (id) => names.get(id) || fill(words.unknown, { id });
}

/** No clinic has as many doctors as to make a longer menu. */
const MOST_DOCTORS = 1_000;

/** The doctors who practise here, by their names, as a menu has them. */
export async function doctorChoices(context: ServiceContext) {
	const list = listDoctors(context, { page: 1, ordering: "last_name" });
	const { results } = await list.page({ limit: MOST_DOCTORS, offset: 0 });
	const doctors = results.map(
		({ id, name, specialization }) => [String(id), [name, specialization].filter(Boolean).join(", ")] as const,
	);
	return [["", words.doctor_choose] as const, ...doctors];
}

/** What the doctor is called, as the menu has them. */
export async function doctorName(context: ServiceContext, id: number): Promise<string> {
	const found = (await doctorChoices(context)).find(([choice]) => choice === String(id));
	return found?.[1] ?? fill(texts.admin.doctor_label, { id });
}
