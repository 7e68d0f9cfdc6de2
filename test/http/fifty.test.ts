import { beforeAll, describe, expect, it } from "vitest";
import { type Answer, get, post } from "../support/client.ts";
import { createUser, PASSWORD, type TestUser, unique } from "../support/factories.ts";

let admin: TestUser;
beforeAll(async () => {
	admin = await createUser("admin");
});

const fifty = (request: (index: number) => Promise<Answer>) =>
	Promise.all(Array.from({ length: 50 }, (_, index) => request(index)));

function expectOneWinner(answers: Answer[], field: string) {
	const won = answers.filter(({ status }) => status === 201);
	const lost = answers.filter(({ status }) => status === 409);
	expect([won.length, lost.length]).toEqual([1, 49]);
	for (const { body } of lost) expect(body.errors).toEqual({ [field]: ["is already in use"] });
}

describe("fifty at the same instant", () => {
	it("who want one device id: one gets it", async () => {
		const { id } = (await post("/api/patients/", { first_name: "Jon" }, admin.token)).body;
		const device_id = `watch-${unique()}`;
		const answers = await fifty(() => post("/api/devices/", { device_id, patient: id }, admin.token));
		expectOneWinner(answers, "device_id");
		expect((await get(`/api/devices/?search=${device_id}`, admin.token)).body.count).toBe(1);
	});

	it("who want one e-mail address for a patient: one gets it", async () => {
		const email = `${unique()}@example.org`;
		const answers = await fifty((index) => post("/api/patients/", { first_name: `P${index}`, email }, admin.token));
		expectOneWinner(answers, "email");
		expect((await get(`/api/patients/?search=${email}`, admin.token)).body.count).toBe(1);
	});

	it("who register with one e-mail address: one of twelve gets it, for the sake of the hashing", async () => {
		// What passwords are checked against is loaded with the first of all.
		await post("/api/auth/register/", { username: unique(), password: PASSWORD });
		const email = `${unique()}@example.org`;
		const answers = await Promise.all(
			Array.from({ length: 12 }, () => post("/api/auth/register/", { username: unique(), email, password: PASSWORD })),
		);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 11 }, () => 409)]);
		expect((await get(`/api/users/?search=${email}`, admin.token)).body.count).toBe(1);
	});
});
