import { parse } from "csv-parse/sync";
import { extractText } from "unpdf";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { PAGES } from "./pages.ts";
import { type Api, apiOf } from "./support/api.ts";
import { newPatient, raceHeart } from "./support/newcomer.ts";
import type { Scene } from "./support/scene.ts";
import { address, useBrowser, visit } from "./support/visitor.ts";

const SCRIPT = "<script>alert(1)</script>";
const FORMULA = "=1+1";

useBrowser();

let doctor: Api;
let scene: Scene;

beforeAll(async () => {
	doctor = await apiOf(inject("url"), "miriam", inject("password"));
	const patient = await newPatient(inject("url"), doctor, { first_name: SCRIPT, last_name: FORMULA });
	await raceHeart(patient);
	const visited = { record_type: "CHECKUP", title: SCRIPT, diagnosis: FORMULA, visit_date: "2026-01-31T10:00:00Z" };
	const record = await doctor.post("records/", { patient: patient.id, ...visited });
	await doctor.post(`health-records/${record.id}/comments/`, { comment: SCRIPT });
	for (const list of ["allergies", "medications"])
		await doctor.post(`patients/${patient.id}/${list}/`, { name: SCRIPT });
	const { results } = await doctor.get(`alerts/?patient=${patient.id}`);
	scene = { ...inject("scene"), patient: patient.id, record: record.id, alert: results[0].id };
});

// The pictures of the ward show people whom one meets there.
afterAll(() => doctor.delete(`patients/${scene.patient}/`));

/** Where the patient shows: their own pages, and the lists in which they are. */
const SHOWING = PAGES.filter(
	({ reader, path }) =>
		["miriam", "ada"].includes(reader) && path({ ...inject("scene"), patient: -1 }) !== path(inject("scene")),
);
const LISTS = ["/ward", "/patients", "/inbox", "/appointments", "/admin/audit", "/admin/bulk/assign"];

it("a name that is a script runs on no page", async () => {
	const { page, faults, close } = await visit("ada");
	const paths = [...new Set([...SHOWING.map(({ path }) => path(scene)), ...LISTS])];
	expect(paths.length).toBeGreaterThan(15);
	let seen = 0;
	for (const path of paths) {
		await page.goto(path);
		expect({ path, inline: await page.locator("script:not([src])").count() }).toEqual({ path, inline: 0 });
		seen += (await page.locator("body").innerText()).includes(SCRIPT) ? 1 : 0;
	}
	expect(seen).toBeGreaterThan(15);
	// Of other people's things there is nothing with this patient.
	expect(faults.filter((fault) => !fault.includes("status of 404"))).toEqual([]);
	await close();
});

it.each(["/patients?format=csv", "/ward?format=csv"])("a name that is a formula stands in %s as text", async (path) => {
	const { page, close } = await visit("miriam");
	const answer = await page.request.get(address(path));
	const rows: Record<string, string>[] = parse(await answer.body(), { columns: true, bom: true });
	const row = rows.find(({ id }) => id === String(scene.patient));
	expect(row?.last_name ?? row?.name).toMatch(path.startsWith("/patients") ? /^'=1\+1$/ : /^<script>.*=1\+1$/);
	expect(answer.headers()["content-disposition"]).toContain("attachment");
	await close();
});

it("a report prints both as they are written", async () => {
	const { page, close } = await visit("miriam");
	const answer = await page.request.get(address(`/patients/${scene.patient}/report?format=pdf`));
	const { text } = await extractText(new Uint8Array(await answer.body()), { mergePages: true });
	expect(text).toContain(SCRIPT);
	expect(text).toContain(FORMULA);
	await close();
});
