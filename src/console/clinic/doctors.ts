import type { PublicContext } from "../../auth/service-context.ts";
import { listDoctors } from "../../doctors/listing.ts";

/** More than a clinic has: who is missing from the menu can be given no patient. */
const MOST = 2_000;

/** The doctors who practise here, by their last names. */
export async function doctorsHere(context: PublicContext) {
	const { results } = await listDoctors(context, { page: 1, ordering: "last_name" }).page({ limit: MOST, offset: 0 });
	return results;
}

export type Doctor = Awaited<ReturnType<typeof doctorsHere>>[number];

/** The doctors as the choices of a menu, with a blank one first: `blank` says what it means. */
export const doctorChoices = (doctors: readonly Doctor[], blank: string) => [
	["", blank] as const,
	...doctors.map(
		({ id, name, specialization }) => [String(id), specialization ? `${name}, ${specialization}` : name] as const,
	),
];
