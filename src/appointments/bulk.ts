import { and, inArray } from "drizzle-orm";
import type { ServiceContext } from "../auth/service-context.ts";
import { idsIn } from "../db/ids.ts";
import { inRounds } from "../db/rounds.ts";
import { Problem, problem } from "../http/problem.ts";
import { countsOf, rejected } from "../http/verdicts.ts";
import { appointmentAnswer, spanAnswer } from "./answer.ts";
import { type Booking, bookingOf, store } from "./booking.ts";
import { type Booked, obstacles } from "./foresight.ts";
import { BOOKING_VERDICTS, type BulkAppointmentsBody } from "./schema.ts";
import { appointmentQuery, visibleAppointments } from "./service.ts";
import { appointments } from "./table.ts";

/** How many one transaction books: a statement each. */
const AT_ONCE = 25;

interface Outcome {
	verdict: ReturnType<typeof rejected> | { status: "created" | "exists" | "would_create" };
	/** Of the appointment that there is. */
	id?: number;
}

const overtaken = (): Outcome => ({
	verdict: rejected(problem("conflict", { detail: "Somebody else books at the same times right now: try again." })),
});

function portionsOf(bookings: readonly Booking[]) {
	const portions: [Booking, ...Booking[]][] = [];
	for (const booking of bookings) {
		const last = portions.at(-1);
		if (last && last.length < AT_ONCE) last.push(booking);
		else portions.push([booking]);
	}
	return portions;
}

/** What is to become of a booking that is not written; undefined of one that is. */
function settled(obstacle: Problem | Booked | undefined, dryRun: boolean): Outcome | undefined {
	if (obstacle instanceof Problem) return { verdict: rejected(obstacle) };
	if (obstacle) return { verdict: { status: "exists" }, id: obstacle.known };
	return dryRun ? { verdict: { status: "would_create" } } : undefined;
}

/** Decides on all of them, and books those that can be. */
function settle(context: ServiceContext, bookings: readonly Booking[], dryRun: boolean) {
	const write = async (portion: readonly [Booking, ...Booking[]]): Promise<Outcome[]> =>
		(await store(context, portion, new Date())).map((id) => ({ verdict: { status: "created" }, id }));
	const plan = async (open: readonly Booking[]) => {
		const against = await obstacles(context, open);
		const verdicts = new Map<Booking, Outcome>();
		for (const booking of open) {
			const outcome = settled(against.get(booking), dryRun);
			if (outcome) verdicts.set(booking, outcome);
		}
		const wanted = open.filter((booking) => !verdicts.has(booking));
		return { verdicts, portions: portionsOf(wanted).map((items) => ({ items, write: () => write(items) })) };
	};
	return inRounds(bookings, plan, overtaken);
}

/** The answers to the appointments that there are, by their id. */
async function answersTo({ db, actor }: ServiceContext, found: ReadonlyMap<Booking, Outcome>) {
	const ids = [...found.values()].flatMap(({ id }) => id ?? []);
	const named = inArray(appointments.id, idsIn(ids));
	const rows = ids.length > 0 ? await appointmentQuery(db).where(and(named, visibleAppointments(db, actor))) : [];
	return new Map(rows.map((row) => [row.appointment.id, appointmentAnswer(row)]));
}

/**
 * Books many appointments, each by the rules of a single booking and in their order: one that is refused holds up no
 * other, of two at the same time the first is booked, and asking for the same again changes nothing. A dry run only says
 * what would happen.
 */
export async function bookAppointments(
	context: ServiceContext,
	{ appointments: bodies, dry_run }: BulkAppointmentsBody,
) {
	const bookings = bodies.map(bookingOf);
	const found = await settle(context, bookings, dry_run);
	const answers = await answersTo(context, found);
	const results = bookings.map((booking, index) => {
		const { verdict, id } = found.get(booking) ?? overtaken();
		const { patientId: patient, doctorId: doctor, span } = booking;
		const appointment = (id !== undefined && answers.get(id)) || null;
		return { index, patient, doctor, ...spanAnswer(span), ...verdict, appointment };
	});
	return { counts: countsOf(BOOKING_VERDICTS, results), results };
}
