export const APPOINTMENT_STATUSES = ["scheduled", "completed", "cancelled", "no_show"] as const;
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

export interface StatusChange {
	from: AppointmentStatus;
	to: AppointmentStatus;
	/** Whether the appointment has begun. */
	begun: boolean;
	isAdmin: boolean;
	/** Whether this is the practice, which alone says what took place, and changes what has begun. */
	isPractice: boolean;
}

export interface Refusal {
	code: "forbidden" | "conflict";
	detail: string;
}

const DONE: Record<Exclude<AppointmentStatus, "scheduled">, string> = {
	completed: "completed",
	cancelled: "cancelled",
	no_show: "marked as not attended",
};

/**
 * Why nobody but the practice may move, cancel or delete an appointment that has begun: a missed one would be as if it
 * never was.
 */
export function begunRefusal({ begun, isPractice }: Pick<StatusChange, "begun" | "isPractice">): Refusal | undefined {
	const detail = "It has begun: only the practice may move, cancel or delete it.";
	return begun && !isPractice ? { code: "forbidden", detail } : undefined;
}

/**
 * Why the status of an appointment cannot change so, if it cannot. What is scheduled may be cancelled, and from its
 * beginning on, by the practice, be completed or missed. The others are final: only an admin puts right what was noted by mistake, by
 * scheduling it again.
 */
export function statusRefusal({ from, to, begun, isAdmin, isPractice }: StatusChange): Refusal | undefined {
	if (from === to) return undefined;
	if (from !== "scheduled") {
		if (to === "scheduled" && isAdmin) return undefined;
		return { code: "conflict", detail: `The appointment is ${DONE[from]} already.` };
	}
	if (to === "cancelled") return begunRefusal({ begun, isPractice });
	if (!isPractice)
		return { code: "forbidden", detail: "Whether the appointment took place is for the practice to say." };
	return begun ? undefined : { code: "conflict", detail: "The appointment has not begun yet." };
}

/**
 * Why an appointment cannot be deleted, if it cannot: what took place, or should have, is for an admin to delete; what has
 * begun, for the practice.
 */
export function deletionRefusal({
	status,
	begun,
	isAdmin,
	isPractice,
}: Omit<StatusChange, "from" | "to"> & { status: AppointmentStatus }): Refusal | undefined {
	const tookPlace = status === "completed" || status === "no_show";
	if (tookPlace && !isAdmin) return { code: "forbidden", detail: "What took place stays on record." };
	return begunRefusal({ begun, isPractice });
}
