import { may } from "../../auth/policy.ts";
import { type AuthorRole, mayEditRecord, writingRole } from "../../records/rights.ts";
import { tiesOf, type Visit } from "./visit.ts";

/** By which door the visitor writes records of the patient: as the patient, or as who treats them; undefined by none. */
export function doorOf({ context, patient, isSelf }: Visit): "own" | "clinic" | undefined {
	const { actor } = context;
	if (isSelf && may(actor, "health-records.write")) return "own";
	return may(actor, "records.write") && writingRole(actor, tiesOf(patient)) ? "clinic" : undefined;
}

/** Whether the visitor may change a record. */
export function mayChange({ context }: Visit, record: { created_by: number; author_role: AuthorRole }): boolean {
	const { actor } = context;
	const isWriter = may(actor, "records.write") || may(actor, "health-records.write");
	return isWriter && mayEditRecord(actor, { createdBy: record.created_by, authorRole: record.author_role });
}

/** Whether the visitor may comment on the patient's records. */
export const mayComment = ({ context, patient }: Visit): boolean =>
	may(context.actor, "health-records.comment") && writingRole(context.actor, tiesOf(patient)) !== undefined;
