import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { database, notNullViolation } from "../../src/db/client.ts";
import { identityRow, ifProven } from "../../src/oidc/identities.ts";
import { DB } from "../support/database.ts";
import { unique } from "../support/factories.ts";
import { withEmail } from "../support/people.ts";

const stranger = (email: string) => ({
	...{ issuer: "https://id.example.org", subject: unique(), firstName: "", lastName: "" },
	...{ email, emailVerified: true },
});

describe("linking an identity to the account with its address", () => {
	it.each([
		["still has the address, proven", { proven: true, moved: false }, null],
		["has another address by then", { proven: true, moved: true }, "identities.user_id"],
		["has an address that is not proven any more", { proven: false, moved: false }, "identities.user_id"],
	])("goes by the moment of the write: the account %s", async (_, { proven, moved }, refusal) => {
		const { id, email } = await withEmail();
		await DB.prepare("update users set email_verified_at = ?, email = ? where id = ?")
			.bind(proven ? 1 : null, moved ? `new-${email}` : email, id)
			.run();
		const person = stranger(email);
		const written = identityRow(database(env), person, ifProven(id, email)).then(
			() => null,
			(error) => notNullViolation(error),
		);
		expect(await written).toBe(refusal);
		const linked = DB.prepare("select user_id from identities where subject = ?").bind(person.subject);
		expect(await linked.first("user_id")).toBe(refusal === null ? id : null);
	});
});
