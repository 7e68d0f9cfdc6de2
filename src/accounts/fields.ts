import type { z } from "@hono/zod-openapi";
import type { personFields } from "./schema.ts";
import type { users } from "./table.ts";

/** Fields of the wire that stand for a column of another name. */
const COLUMNS = {
	first_name: "firstName",
	last_name: "lastName",
	email: "email",
	phone_number: "phoneNumber",
	gender: "gender",
	date_of_birth: "dateOfBirth",
	address: "address",
} as const satisfies Partial<Record<keyof PersonFields, keyof typeof users.$inferSelect>>;

type Column = (typeof COLUMNS)[keyof typeof COLUMNS];
export type PersonFields = z.infer<z.ZodObject<typeof personFields>>;
export type PersonValues = Partial<Pick<typeof users.$inferSelect, Column>>;

/** The columns that a body changes, and what they are called on the wire: null empties, what is absent or equal stays. */
export function changedFields(
	user: Pick<typeof users.$inferSelect, Column>,
	{ dob, ...body }: PersonFields,
): { values: PersonValues; fields: string[] } {
	const sent: PersonFields = { ...body, date_of_birth: body.date_of_birth === undefined ? dob : body.date_of_birth };
	const changed = Object.entries(COLUMNS).flatMap(([field, column]) => {
		// The cast only says where the field comes from.
		const value = sent[field as keyof typeof COLUMNS];
		const same = value === undefined || JSON.stringify(value) === JSON.stringify(user[column]);
		return same ? [] : [{ field, column, value }];
	});
	return {
		values: Object.fromEntries(changed.map(({ column, value }) => [column, value])),
		fields: changed.map(({ field }) => field),
	};
}
