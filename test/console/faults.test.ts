import { describe, expect, it } from "vitest";
import { Pages } from "../support/console.ts";
import { createUser } from "../support/factories.ts";

/** The elements that ask for the keyboard, the first of which gets it. */
const focusOf = (html: string) =>
	(html.match(/<[^>]*\sautofocus[^>]*>/g) ?? []).map((tag) => /(?:id|role)="([^"]*)"/.exec(tag)?.[1]);

describe("a refused form", () => {
	it("leads the keyboard to the field that is wrong", async () => {
		const { text } = await new Pages(await createUser("doctor")).post("/patients", { first_name: "Ana", email: "no" });
		expect(text).toMatch(/<input[^>]*aria-invalid="true"[^>]*>/);
		expect(focusOf(text)).toEqual(["person-email"]);
	});

	it("leads to what it says of the whole where no field is wrong", async () => {
		const { text } = await new Pages().post("/sign-in", { username: "nobody-at-all", password: "nothing at all 1" });
		expect(focusOf(text)).toEqual(["alert"]);
	});

	it("takes the keyboard nowhere before it was sent", async () => {
		expect((await new Pages().get("/")).text).not.toContain("autofocus");
	});
});
