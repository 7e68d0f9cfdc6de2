import { describe, expect, it } from "vitest";
import { A_PAGE, A_TOKEN, freshServer } from "./fresh-server.ts";

const { send, refreshed } = freshServer("localhost");

describe("seed 2: the path says who registers, the phone number signs in", () => {
	// Nothing is printed but the address of the app, and that there are tokens.
	const register = (phone: string) => `{"first_name": "Grace", "last_name": "Hopper", "phone_number": "${phone}",
		"password": "a compiler of her own 1", "is_accept_terms_and_condition": true}`;

	it("is accessible at its root", async () => {
		expect(await send("GET /")).toMatchObject({ status: 200, body: expect.stringContaining("<!doctype html>") });
	});

	it.each([
		["user", "patient", "+2348031234567"],
		["practitioner", "doctor", "+2348031234568"],
	])("registers a %s, signs in, refreshes and signs out", async (path, role, phone) => {
		expect(await send(`POST /api/v1/auth/register/${path}/`, { body: register(phone) })).toMatchObject({
			status: 201,
			body: { user_type: role, tokens: { access: A_TOKEN }, user: { is_accept_terms_and_condition: true } },
		});
		const login = JSON.stringify({ username: phone, password: "a compiler of her own 1" });
		const signedIn = await send("POST /api/auth/login/", { body: login });
		expect(signedIn).toMatchObject({ status: 200, body: { tokens: { access: A_TOKEN, refresh: A_TOKEN } } });
		const authorization = `Bearer ${await refreshed("/api/v1/identity/refresh/", signedIn.body.refresh)}`;
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({ status: 200, body: A_PAGE });
		expect(await send("GET /api/v1/auth/logout/", { authorization })).toMatchObject({ status: 405 });
		expect(await send("POST /api/v1/auth/logout/", { authorization })).toMatchObject({ status: 200 });
		expect(await send("GET /api/patients/", { authorization })).toMatchObject({ status: 401 });
	});
});
