import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { get, post } from "../support/client.ts";
import { createUser, PASSWORD, type TestUser, unique } from "../support/factories.ts";

/** Whatever was given out for one user, whether it should still work or not. */
interface Purse {
	access: string[];
	refresh: string[];
	personal: string[];
}

/** A session as it should be. */
interface Session {
	access: string;
	/** Null after a logout or a deactivation. */
	refresh: string | null;
}

/** One person, their admin, and what of theirs should work now. */
class Person {
	readonly username = `new-${unique()}`;
	readonly purse: Purse = { access: [], refresh: [], personal: [] };
	sessions: Session[] = [];
	id = 0;
	active = true;
	waits = true;

	private readonly admin: TestUser;

	constructor(admin: TestUser) {
		this.admin = admin;
	}

	private keep({ access, refresh }: { access: string; refresh: string }): Session {
		this.purse.access.push(access);
		this.purse.refresh.push(refresh);
		return { access, refresh };
	}

	async register() {
		const body = { username: this.username, password: PASSWORD, user_type: "staff" };
		const answer = await post("/api/auth/register/", body);
		this.id = answer.body.user_id;
		this.sessions.push(this.keep(answer.body));
	}

	async login() {
		const { status, body } = await post("/api/auth/login/", { username: this.username, password: PASSWORD });
		expect(status).toBe(this.active ? 200 : 401);
		if (status === 200) this.sessions.push(this.keep(body));
	}

	async refresh() {
		const session = this.sessions.at(-1);
		if (!session?.refresh) return;
		const { status, body } = await post("/api/auth/refresh/", { refresh: session.refresh });
		expect(status).toBe(200);
		Object.assign(session, this.keep(body));
	}

	async logout() {
		const session = this.sessions.pop();
		if (session) expect(await post("/api/auth/logout/", {}, session.access)).toMatchObject({ status: 200 });
	}

	async personal() {
		const session = this.sessions.at(-1);
		if (!session) return;
		const { status, body } = await post("/api/auth/tokens/", { name: "export", scope: "write" }, session.access);
		expect(status).toBe(201);
		this.purse.personal.push(body.token);
	}

	private decide(what: string) {
		return post(`/api/users/${this.id}/${what}/`, {}, this.admin.token);
	}

	async approve() {
		expect((await this.decide("approve")).status).toBe(this.waits ? 200 : 409);
		this.waits = false;
	}

	async activate() {
		expect((await this.decide("activate")).status).toBe(200);
		this.active = true;
	}

	async deactivate() {
		expect((await this.decide("deactivate")).status).toBe(200);
		this.active = false;
		this.sessions = [];
	}
}

/** Passwords are hashed slowly, on purpose. */
const LONG = { timeout: 120_000 };

const STEPS = ["login", "refresh", "logout", "personal", "approve", "activate", "deactivate"] as const;

/** Everything ever given out that opens something. */
async function usable({ access, refresh, personal }: Purse): Promise<string[]> {
	const opened: string[] = [];
	for (const token of [...access, ...personal])
		if ((await get("/api/users/me/", token)).status !== 401) opened.push(token);
	for (const token of refresh)
		if ((await post("/api/auth/refresh/", { refresh: token })).status !== 401) opened.push(token);
	return opened;
}

describe("a deactivated user", () => {
	it("has no usable token, whatever came before", LONG, async () => {
		const admin = await createUser("admin");
		const steps = fc.array(fc.constantFrom(...STEPS), { maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(steps, async (sequence) => {
				const person = new Person(admin);
				await person.register();
				for (const step of sequence) {
					await person[step]();
					for (const { access } of person.sessions)
						expect(await get("/api/users/me/", access)).toMatchObject({ status: 200 });
					if (!person.active) expect(await usable(person.purse)).toEqual([]);
				}
				await person.deactivate();
				expect(await usable(person.purse)).toEqual([]);
			}),
			{ numRuns: 12 },
		);
	});

	it("has none either of what was given out at the same moment", LONG, async () => {
		const admin = await createUser("admin");
		const others = fc.array(fc.constantFrom("login", "refresh", "personal"), { minLength: 1, maxLength: 4 });
		await fc.assert(
			fc.asyncProperty(others, fc.nat({ max: 4 }), async (racers, place) => {
				const person = new Person(admin);
				await person.register();
				const { access, refresh } = person.sessions[0] ?? { access: "", refresh: "" };
				const requests: Record<string, () => ReturnType<typeof post>> = {
					login: () => post("/api/auth/login/", { username: person.username, password: PASSWORD }),
					refresh: () => post("/api/auth/refresh/", { refresh }),
					personal: () => post("/api/auth/tokens/", { name: "export" }, access),
					deactivate: () => post(`/api/users/${person.id}/deactivate/`, {}, admin.token),
				};
				const order = [...racers.slice(0, place), "deactivate", ...racers.slice(place)];
				const answers = await Promise.all(order.map((name) => requests[name]?.()));
				for (const answer of answers) {
					expect(answer?.status).toBeLessThan(500);
					const { access, refresh, token } = answer?.body ?? {};
					if (access) person.purse.access.push(access);
					if (refresh) person.purse.refresh.push(refresh);
					if (token && token !== access) person.purse.personal.push(token);
				}
				expect(await usable(person.purse)).toEqual([]);
			}),
			{ numRuns: 12 },
		);
	});
});
