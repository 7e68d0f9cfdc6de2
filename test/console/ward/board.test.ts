import { env } from "cloudflare:workers";
import { gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { database } from "../../../src/db/client.ts";
import { TREND_STEP_MS } from "../../../src/monitor/trend.ts";
import { Pages } from "../../support/console.ts";
import { createUser, mapDoctor, type TestUser, unique } from "../../support/factories.ts";
import { newWard } from "../../support/ward.ts";
import { workOf } from "../../support/work.ts";

let nurse: TestUser;
beforeAll(async () => {
	nurse = await createUser("staff");
});
afterEach(() => vi.restoreAllMocks());

const open = { severity: "critical", status: "open", opened: 2 } as const;
/** A thousand patients with readings, in two statements. */
async function wardOfAThousand(): Promise<void> {
	const now = Date.now();
	const until = (Math.floor(now / TREND_STEP_MS) + 1) * TREND_STEP_MS;
	const beds = Array.from({ length: 1_000 }, (_, index) => ({
		...{ first: `Pat ${(index * 7_919) % 1_000}`, last: unique(), at: now - (index % 20) * 60_000 },
		trend: { until, means: Array.from({ length: 12 }, (_, step) => 60 + ((index * 31 + step * 17) % 50)) },
	}));
	const db = database(env);
	const rows = sql`json_each(${JSON.stringify(beds)})`;
	await db.run(sql`insert into patients (first_name, last_name, created_at, updated_at)
		select value ->> 'first', value ->> 'last', ${now}, ${now} from ${rows}`);
	await db.run(sql`insert into patient_vitals (patient_id, last_reading_at, last_heart_rate, trend, updated_at)
		select patients.id, value ->> 'at', 70, value -> 'trend', ${now} from ${rows}
		join patients on last_name = value ->> 'last'`);
}

const board = async (user: TestUser, path = "/ward") => (await new Pages(user).get(path)).text;

describe("the ward board's page", () => {
	it("shows each patient's heart, state and open alerts, without a script", async () => {
		const lastName = unique();
		const [id] = await newWard([{ fields: { firstName: "Ada", lastName }, lastReading: 3, alerts: [open] }]);
		const html = await board(nurse, `/ward?search=${lastName}`);
		expect(html).toContain(`<a href="/patients/${id}">Ada ${lastName}</a>`);
		expect(html).toContain("<b>70</b>");
		expect(html).toContain("3 min ago");
		expect(html).toContain("Above 120: 140 bpm");
		expect(html).toMatch(/class="badge critical">.*Critical/);
		expect(html).toContain("<title>(1) Ward · Edgeward</title>");
	});

	it("shows the standings that are asked for, and how many there are of each", async () => {
		const lastName = unique();
		await newWard([
			{ fields: { firstName: "Silent", lastName }, lastReading: 90 },
			{ fields: { firstName: "Steady", lastName }, lastReading: 1 },
		]);
		const html = await board(nurse, `/ward?search=${lastName}&standing=silent`);
		expect(html).toContain(`Silent ${lastName}`);
		expect(html).not.toContain(`Steady ${lastName}`);
		expect(html).toMatch(/class="good"[^>]*><b>1<\/b> Steady/);
	});

	it("lets who may see to an alert do it from the row, and says so where it is over already", async () => {
		const lastName = unique();
		const [id = 0] = await newWard([{ fields: { lastName }, lastReading: 3, alerts: [open] }]);
		const action = `/ward/alerts/${id * 1_000_000 + 1}/acknowledge`;
		expect(await board(nurse, `/ward?search=${lastName}`)).toContain(`action="${action}"`);
		// The object of this patient knows nothing of the row that the test has put into the database.
		expect((await new Pages(nurse).post(action)).status).toBe(404);
	});

	it("is for those who watch others: a patient is told so, and a stranger asked to sign in", async () => {
		expect((await new Pages(await createUser("patient")).get("/ward")).status).toBe(403);
		const stranger = await new Pages().get("/ward?standing=silent");
		expect([stranger.status, stranger.location]).toEqual([303, "/?next=%2Fward%3Fstanding%3Dsilent"]);
	});

	it("shows a doctor their own patients only", async () => {
		const doctor = await createUser("doctor");
		const lastName = unique();
		const [own = 0] = await newWard([
			{ fields: { firstName: "Own", lastName } },
			{ fields: { firstName: "Other", lastName } },
		]);
		await mapDoctor(doctor, own);
		const html = await board(doctor);
		expect(html).toContain(`Own ${lastName}`);
		expect(html).not.toContain(`Other ${lastName}`);
	});

	it("writes names as texts, whatever they hold", async () => {
		const lastName = unique();
		await newWard([{ fields: { firstName: "<script>alert(1)</script>", lastName } }]);
		const html = await board(nurse, `/ward?search=${lastName}`);
		expect(html).toContain(`&lt;script&gt;alert(1)&lt;/script&gt; ${lastName}`);
		expect(html).not.toContain("<script>alert");
	});

	it("is one query and less than 60 kB for a thousand patients", async () => {
		await wardOfAThousand();
		const pages = new Pages(nurse);
		// The first visit renews the session.
		await pages.get("/inbox");
		let html = "";
		const { statements } = await workOf("", async () => {
			html = (await pages.get("/ward")).text;
		});
		expect(statements.filter((sql) => /patient_vitals/.test(sql))).toHaveLength(1);
		expect(html.match(/<tr id="p/g)?.length).toBe(1_000);
		expect(gzipSync(html).length).toBeLessThan(60_000);
	});
});
