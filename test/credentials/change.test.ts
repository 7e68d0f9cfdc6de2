import { describe, expect, it } from "vitest";
import { call, get, post } from "../support/client.ts";
import { createUser, PASSWORD, signIn, unique } from "../support/factories.ts";

const NEW = "another long sentence 8";
const change = (token: string, body: object) => post("/api/auth/password/change/", body, token);

describe("changing the password", () => {
	it("ends the other sessions and keeps this one", async () => {
		const user = await createUser("user");
		const other = await signIn(user.username);
		expect(await change(user.token, { old_password: PASSWORD, new_password: NEW })).toMatchObject({ status: 200 });
		expect(await get("/api/patients/", user.token)).toMatchObject({ status: 200 });
		expect(await get("/api/patients/", other.token)).toMatchObject({ status: 401 });
		expect(await post("/api/auth/refresh/", { refresh: other.refresh })).toMatchObject({ status: 401 });
		await signIn(user.username, NEW);
	});

	it.each([
		[{ old_password: "not mine at all 1", new_password: NEW }, "old_password"],
		[{ new_password: NEW }, "old_password"],
		[{ old_password: PASSWORD, new_password: "password" }, "new_password"],
		[{ old_password: PASSWORD }, "new_password"],
	])("%j names the field", async (body, field) => {
		const user = await createUser("user");
		const answer = await change(user.token, body);
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.body.errors)).toEqual([field]);
		await signIn(user.username);
	});

	it("does not lock out who tries weak ones", async () => {
		const user = await createUser("user");
		const headers = { "CF-Connecting-IP": unique() };
		const to = (new_password: string) =>
			call("POST", "/api/auth/password/change/", {
				...{ token: user.token, headers },
				body: { old_password: PASSWORD, new_password },
			});
		for (let i = 0; i < 10; i++) expect(await to("password")).toMatchObject({ status: 400 });
		expect(await to(NEW)).toMatchObject({ status: 200 });
	});

	it("is no way to guess it with a stolen access token", async () => {
		const user = await createUser("user");
		const headers = { "CF-Connecting-IP": unique() };
		const guess = (old_password: string) =>
			call("POST", "/api/auth/password/change/", {
				...{ token: user.token, headers },
				body: { old_password, new_password: NEW },
			});
		for (let i = 0; i < 10; i++) expect(await guess(`guess ${i}`)).toMatchObject({ status: 400 });
		expect(await guess(PASSWORD)).toMatchObject({ status: 429, body: { code: "rate_limited" } });
	});
});
