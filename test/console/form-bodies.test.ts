import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";

const HOME = "https://edgeward.test";

const MALFORMED = ["multipart/form-data", "multipart/form-data; boundary=x"];

it.each(MALFORMED)("what is no form is refused as the sender's mistake: %s", async (type) => {
	const headers = { Origin: HOME, "Content-Type": type };
	for (const path of ["/sign-in", "/register", "/forgot"]) {
		const answer = await exports.default.fetch(`${HOME}${path}`, { method: "POST", headers, body: "no form" });
		expect([path, answer.status]).toEqual([path, 400]);
		expect(await answer.text()).toContain("The body is not a form.");
	}
});
