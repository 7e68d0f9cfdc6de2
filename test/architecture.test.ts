import { describe, expect, it } from "vitest";

const SOURCES = import.meta.glob("../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true });
const MIGRATIONS = import.meta.glob("../migrations/*.sql", { query: "?raw", import: "default", eager: true });

const FILES = Object.entries(SOURCES).map(([path, text]) => ({ file: path.replace("../src/", ""), text }));

/** Decisions without I/O: they import each other and nothing that could reach a database, a clock or the network. */
const PURE = [
	"auth/actor.ts",
	"auth/policy.ts",
	"auth/roles.ts",
	"accounts/common-passwords.ts",
	"accounts/password-rules.ts",
	"http/address.ts",
	"http/csv.ts",
	"http/problem.ts",
	"http/rate-limit-headers.ts",
	"assessments/rights.ts",
	"assessments/scoring.ts",
	"devices/rights.ts",
	"files/disposition.ts",
	"files/rights.ts",
	"files/signature.ts",
	"device-sockets/closing.ts",
	"device-sockets/frame.ts",
	"device-sockets/frame-buffer.ts",
	"heart-rate/item.ts",
	"heart-rate/body.ts",
	"heart-rate/cursor.ts",
	"monitor/arrivals.ts",
	"monitor/backoff.ts",
	"monitor/bits.ts",
	"monitor/chunk.ts",
	"monitor/former-chunks.ts",
	"alerts/explanation.ts",
	"alert-rules/definition.ts",
	"alert-engine/episodes.ts",
	"alert-engine/ladder.ts",
	"alert-engine/retrace.ts",
	"alert-engine/sight.ts",
	"alert-engine/swing.ts",
	"alert-engine/telling.ts",
	"notifications/alert-wording.ts",
	"monitor/histogram.ts",
	"monitor/local-days.ts",
	"monitor/place.ts",
	"alert-engine/rules.ts",
	"monitor/rice.ts",
	"monitor/runs.ts",
	"monitor/trend.ts",
	"monitor/varint.ts",
	"credentials/purpose.ts",
	"mappings/consent.ts",
	"mail/events.ts",
	"mail/wording.ts",
	"notifications/channels.ts",
	"notifications/events.ts",
	"notifications/plans.ts",
	"notifications/retry-delay.ts",
	"notifications/wording.ts",
	"records/rights.ts",
	"charts/names.ts",
	"charts/contact.ts",
	"users/standing.ts",
	"ward/standing.ts",
	"streams/cursor.ts",
	"streams/event-id.ts",
	"appointments/clashes.ts",
	"appointments/proposing.ts",
	"appointments/states.ts",
	"appointments/times.ts",
	"clinic/zone.ts",
	"console/patient/chart-shape.ts",
	"console/patient/ranges.ts",
	"console/patient/rule-fields.ts",
	"console/patient/ticks.ts",
	"doctors/hours.ts",
	"oidc/providers.ts",
	"oidc/recognition.ts",
	"exports/clock.ts",
	"exports/cmap.ts",
	"exports/colours.ts",
	"exports/font-file.ts",
	"exports/lettering.ts",
	"exports/line-breaking.ts",
	"exports/ordering.ts",
	"exports/pagination.ts",
	"exports/plot-axes.ts",
	"exports/plot.ts",
	"exports/truetype.ts",
	"exports/woff.ts",
	"exports/wording.ts",
	"webhooks/address.ts",
	"webhooks/events.ts",
	"webhooks/message.ts",
	"webhooks/schedule.ts",
	"webhooks/signing.ts",
];
const PURE_LIBRARIES = ["csv-stringify/sync", "node:zlib", "temporal-polyfill", "zod"];

/** The modules that a file imports: ours as paths below src, others by their name. */
function importsOf({ file, text }: { file: string; text: string }): string[] {
	const named = [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom "([^"]+)";/gms)].map(([, name = ""]) => name);
	return named.map((name) => (name.startsWith(".") ? new URL(name, `file:///${file}`).pathname.slice(1) : name));
}

describe("the layout", () => {
	it("is seen whole by this test", () => {
		expect(FILES.length).toBeGreaterThan(60);
		expect(FILES.map(({ file }) => file)).toEqual(expect.arrayContaining(PURE));
		expect(importsOf(FILES.find(({ file }) => file === "all-routes.ts") ?? { file: "", text: "" })).toContain(
			"patients/routes.ts",
		);
	});

	it.each(PURE)("keeps %s free of I/O", (file) => {
		const found = FILES.find((candidate) => candidate.file === file);
		const foreign = importsOf(found ?? { file, text: "" }).filter(
			(name) => ![...PURE, ...PURE_LIBRARIES].includes(name),
		);
		expect(foreign).toEqual([]);
	});

	it("lets only the app and its list of all routes know routes", () => {
		const offenders = FILES.filter(({ file }) => !["app.ts", "all-routes.ts"].includes(file)).filter((source) =>
			importsOf(source).some((name) => name.endsWith("/routes.ts")),
		);
		expect(offenders.map(({ file }) => file)).toEqual([]);
	});

	it("keeps HTTP out of services and tables", () => {
		const rules = /(service|table|creation|editing|administration|tokens|listing|posting|consumer)\.ts$|^monitor\//;
		const inner = FILES.filter(({ file }) => rules.test(file) && !file.startsWith("http/"));
		const offenders = inner.filter((source) => importsOf(source).some((name) => /^@?hono/.test(name)));
		expect(offenders.map(({ file }) => file)).toEqual([]);
	});

	it("keeps the programs out of the Worker", () => {
		const worker = FILES.filter(({ file }) => !file.startsWith("cli/"));
		expect(worker.filter((source) => importsOf(source).some((name) => name.startsWith("cli/")))).toEqual([]);
	});

	it("has no file over 300 lines, and none named after nothing", () => {
		expect(FILES.filter(({ text }) => text.split("\n").length > 301).map(({ file }) => file)).toEqual([]);
		const vague = /(^|\/)(utils?|lib|helpers?|common|types|controllers?)(\/|\.ts$)/;
		expect(FILES.filter(({ file }) => vague.test(file)).map(({ file }) => file)).toEqual([]);
	});
});

it.each(Object.entries(MIGRATIONS))("%s only adds", (_, text) => {
	// A rebuilt parent table empties its CASCADE children on D1, without an error.
	expect(text).not.toMatch(/drop table|__new_|on delete cascade/i);
});
