import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { anOpenAlert, firstAlertOf } from "../support/alerts.ts";
import { call, get, post } from "../support/client.ts";
import { ENGINE } from "../support/database.ts";
import { createMonitored, createUser, mapDoctor } from "../support/factories.ts";
import { newCircle } from "../support/relations.ts";

afterEach(() => vi.restoreAllMocks());

const BOOKMARK = "00000001-00000002-00000003-0123456789abcdef0123456789abcdef";
const PRIMARY = "first-primary";

/** Where the sessions of a request begin that sends a bookmark. */
async function beginningsOf(path: string, { token, bookmark = BOOKMARK, method = "GET" }: Asked) {
	const withSession = vi.spyOn(Object.getPrototypeOf(env.DB), "withSession");
	const headers = { "X-D1-Bookmark": bookmark };
	const { status } = await call(method, path, { headers, ...(token && { token }) });
	const beginnings = withSession.mock.calls.map(([from]) => from);
	withSession.mockRestore();
	return { status, beginnings };
}

interface Asked {
	token?: string;
	bookmark?: string;
	method?: string;
}

/** Where they begin on D1; libSQL has no sessions. */
const onD1 = (...beginnings: string[]) => (ENGINE === "d1" ? beginnings : []);

describe("the bookmark of an answer", () => {
	it("is D1's own, and goes up with a write", async () => {
		const admin = await createUser("admin");
		const read = (await get("/api/patients/", admin.token)).headers.get("X-D1-Bookmark");
		const written = await post("/api/patients/", { first_name: "Kim" }, admin.token);
		const after = written.headers.get("X-D1-Bookmark");
		if (ENGINE === "libsql") return expect([read, after]).toEqual([null, null]);
		expect(read).toMatch(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/);
		expect(String(after) > String(read)).toBe(true);
	});

	it("is for who is signed in: it goes up with each write, and would tell what a refusal has written", async () => {
		const { token } = await createUser("patient");
		const login = { username: "nobody", password: "not the one 7" };
		for (const answer of [
			await get("/healthz"),
			await get("/api/doctors/"),
			await post("/api/auth/login/", login),
			await post("/api/auth/password/forget/", { email: "nobody@example.org" }),
			await get("/api/patients/999999999/", token),
		])
			expect(answer.headers.get("X-D1-Bookmark")).toBeNull();
	});
});

it("what a patient's object has written is behind the bookmark of the answer that tells of it", async () => {
	const { admin, patient } = await createMonitored();
	await anOpenAlert(patient.id);
	const path = `/api/alerts/${firstAlertOf(patient.id)}/acknowledge/`;
	const asked = { token: admin.token, method: "POST" };
	expect(await beginningsOf(path, asked)).toEqual({ status: 200, beginnings: onD1(PRIMARY, PRIMARY) });
});

describe("a read that brings a bookmark", () => {
	it.each(["admin", "staff"] as const)("begins there for who sees everybody: %s", async (role) => {
		const { token } = await createUser(role);
		expect(await beginningsOf("/api/patients/", { token })).toEqual({
			...{ status: 200, beginnings: onD1(PRIMARY, BOOKMARK) },
		});
	});

	it("begins there for who is not signed in", async () => {
		expect(await beginningsOf("/api/doctors/", {})).toMatchObject({ beginnings: onD1(PRIMARY, BOOKMARK) });
	});

	it.each([
		"doctor",
		"patient",
		"user",
	] as const)("begins at the primary for whose rights are rows: %s", async (role) => {
		const { token } = await createUser(role);
		expect(await beginningsOf("/api/patients/", { token })).toMatchObject({ beginnings: onD1(PRIMARY) });
	});

	it("finds nothing that its reader's ended mapping showed, whatever the bookmark", async () => {
		const { patient, people } = await newCircle();
		const doctor = people["other doctor"];
		await mapDoctor(doctor, patient);
		const path = `/api/patients/${patient}/`;
		expect(await get(path, doctor.token)).toMatchObject({ status: 200 });
		const [mapping] = (await get(`/api/mappings/?patient=${patient}`, doctor.token)).body.results.filter(
			({ doctor: id }: { doctor: number }) => id === doctor.doctorId,
		);
		expect(await call("DELETE", `/api/mappings/${mapping.id}/`, { token: people.admin.token })).toMatchObject({
			status: 204,
		});
		expect(await beginningsOf(path, { token: doctor.token })).toEqual({ status: 404, beginnings: onD1(PRIMARY) });
	});

	it.each([
		"",
		"first-unconstrained",
		"garbage",
		`${BOOKMARK}0`,
		BOOKMARK.toUpperCase(),
	])("begins at the primary where it is none: %j", async (bookmark) => {
		const { token } = await createUser("staff");
		const found = await beginningsOf("/api/patients/", { token, bookmark });
		expect(found).toEqual({ status: 200, beginnings: onD1(PRIMARY) });
	});
});

it("a write begins at the primary, whatever it brings", async () => {
	const { token } = await createUser("admin");
	const found = await beginningsOf("/api/patients/", { token, method: "POST" });
	expect(found).toEqual({ status: 400, beginnings: onD1(PRIMARY) });
});
