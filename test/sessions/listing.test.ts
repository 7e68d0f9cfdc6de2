import { describe, expect, it } from "vitest";
import { call, del, get, post } from "../support/client.ts";
import { createUser, PASSWORD, type TestUser } from "../support/factories.ts";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

async function signInWith(user: TestUser, userAgent: string) {
	const body = { username: user.username, password: PASSWORD };
	return (await call("POST", "/api/auth/login/", { body, headers: { "User-Agent": userAgent } })).body;
}

const list = async (token: string) => (await get("/api/auth/sessions/", token)).body;

describe("one's own sessions", () => {
	it("are listed with their devices, the present one marked", async () => {
		const user = await createUser("user");
		const browser = await signInWith(user, FIREFOX);
		const { count, results } = await list(browser.access);
		expect(count).toBe(2);
		expect(results.find(({ is_current }: { is_current: boolean }) => is_current)).toMatchObject({
			...{ device: "Firefox on Linux", user_agent: FIREFOX },
		});
	});

	it("end one by one: refresh and access tokens, at once", async () => {
		const user = await createUser("user");
		const lost = await signInWith(user, "curl/8.5.0");
		const { results } = await list(user.token);
		const { id } = results.find(({ device }: { device: string }) => device === "curl");
		expect(await del(`/api/auth/sessions/${id}/`, user.token)).toMatchObject({ status: 204 });
		expect(await get("/api/patients/", lost.access)).toMatchObject({ status: 401 });
		expect(await post("/api/auth/refresh/", { refresh: lost.refresh })).toMatchObject({ status: 401 });
		expect((await list(user.token)).count).toBe(1);
		expect(await del(`/api/auth/sessions/${id}/`, user.token)).toMatchObject({ status: 404 });
	});

	it("end all together", async () => {
		const user = await createUser("user");
		const other = await signInWith(user, FIREFOX);
		expect(await del("/api/auth/sessions/", user.token)).toMatchObject({ status: 204 });
		for (const token of [user.token, other.access])
			expect(await get("/api/patients/", token)).toMatchObject({ status: 401 });
	});
});

it("a made-up token of a known session ends nothing", async () => {
	const user = await createUser("user");
	const [id] = user.refresh.split(".");
	for (const forged of [`${id}.garbage`, `${id}.0.${"A".repeat(43)}`, `${id}.7.${"A".repeat(43)}`])
		expect(await post("/api/auth/refresh/", { refresh: forged })).toMatchObject({ status: 401 });
	expect(await get("/api/patients/", user.token)).toMatchObject({ status: 200 });
	expect(await post("/api/auth/refresh/", { refresh: user.refresh })).toMatchObject({ status: 200 });
});
