import { beforeAll, describe, expect, it } from "vitest";
import { consoleRoutes } from "../../../src/console/routes.ts";
import { Pages } from "../../support/console.ts";
import { textOf } from "./ask.ts";
import { changesOf, fingerprintOf } from "./fingerprint.ts";
import { type Group, newGroup, PEOPLE, type Person, SETTING_UP } from "./group.ts";

let ours: Group;
let theirs: Group;
let theirToken: string;
let before: Awaited<ReturnType<typeof fingerprintOf>>;
let pagesOf: (group: Group, person: Person) => Pages;

const users = async (group: Group) => {
	const entries = PEOPLE.map(async (person) => [person, new Pages({ token: await group.tokenOf(person) })] as const);
	return new Map(await Promise.all(entries));
};

beforeAll(async () => {
	[ours, theirs] = [await newGroup(), await newGroup()];
	const [our, their] = [await users(ours), await users(theirs)];
	pagesOf = (group, person) => {
		const pages = (group === ours ? our : their).get(person);
		if (!pages) throw new Error(`no pages of the ${person}`);
		return pages;
	};
	theirToken = await theirs.tokenOf("user");
}, SETTING_UP);

/** What stands in a page's address, by the place before it and its own name. */
const NAMES: Record<string, (group: Group, person: Person) => string | number> = {
	"patients/:id": ({ scenes }, person) => scenes[person].patient,
	"appointments/:id": ({ scenes }, person) => scenes[person].appointment,
	"inbox/:id": ({ scenes }, person) => scenes[person].notification,
	"sessions/:id": ({ scenes }, person) => scenes[person].session,
	"tokens/:id": ({ scenes }, person) => scenes[person].personalToken,
	"webhooks/:id": ({ scenes }, person) => scenes[person].webhook,
	"attempts/:item": ({ scenes }, person) => scenes[person].attempt,
	"allergies/:item": ({ scenes }, person) => scenes[person].allergy,
	"medications/:item": ({ scenes }, person) => scenes[person].medication,
	"records/:record": ({ scenes }, person) => scenes[person].record,
	"assessments/:assessment": ({ scenes }, person) => scenes[person].assessment,
	"files/:file": ({ scenes }, person) => scenes[person].file,
	"team/:mapping": ({ scenes }, person) => scenes[person].mapping,
	"me/doctors/:id": ({ scenes }, person) => scenes[person].mapping,
	"mappings/:id": ({ scenes }, person) => scenes[person].mapping,
	"devices/:device": ({ scenes }, person) => scenes[person].device,
	"alerts/:alert": ({ alert }) => alert,
	"ward/alerts/:id": ({ alert }) => alert,
	"rules/:rule": () => 1,
	"users/:id": ({ users }, person) => users[person],
	"admin/doctors/:id": ({ doctor }) => doctor,
	"dead-letters/:id": ({ scenes }, person) => scenes[person].deadLetter,
	"export/:file": () => "records.csv",
	"deleted/:kind": () => "records",
	":kind/:id": ({ scenes }, person) => scenes[person].record,
};

/** Pages of nobody's: before a session, and what pages are made of. */
const OF_NOBODY = /^\/(console|sign-in|sign-out|register|forgot|reset|verify|api-docs|session)(\/|$)/;

const PAGES = [...new Set(consoleRoutes.routes.map(({ method, path }) => `${method} ${path}`))]
	.map((route) => ({ route, method: route.split(" ")[0] ?? "", path: route.split(" ")[1] ?? "" }))
	.filter(({ method, path }) => method !== "ALL" && !OF_NOBODY.test(path));

/** The address of a page; each thing that it names is of some group. */
function addressOf(path: string, groupOf: (step: number) => Group, person: Person): string {
	const steps = path.replaceAll(/\{[^}]*\}/g, "").split("/");
	const named = steps.map((step, at) => {
		if (!step.startsWith(":")) return step;
		const way = steps.slice(0, at + 1).join("/");
		const [, name] = Object.entries(NAMES).findLast(([place]) => way.endsWith(place)) ?? [];
		if (!name) throw new Error(`what ${step} of ${path} names is not known here`);
		return name(groupOf(at), person);
	});
	return named.join("/");
}

/** The addresses of a page: with all that is named theirs, or one of it, or nothing. */
function addressesOf(path: string, person: Person): string[] {
	const mixed = path.split("/").map((_, step) => addressOf(path, (at) => (at === step ? theirs : ours), person));
	return [...new Set([addressOf(path, () => theirs, person), ...mixed])];
}

/** What a page may be asked for, and a form may say. */
const fieldsOf = ({ scenes, secondPatient, doctor, users, marks, alert }: Group, person: Person) => ({
	...{ patient: String(scenes[person].patient), patient_id: String(scenes[person].patient), doctor: String(doctor) },
	...{ ids: `${scenes[person].patient} ${secondPatient}`, doctor_id: String(doctor), user: String(users[person]) },
	...{ created_by: String(users[person]), device: String(scenes[person].device), alert: String(alert) },
	...{ owner: String(users[person]), assessment_type: String(scenes[person].form.type), search: marks.hint },
	...{
		removed: String(scenes[person].record),
		type: String(scenes[person].form.type),
		mapping: String(scenes[person].mapping),
	},
	...{ record: String(scenes[person].record), appointment: String(scenes[person].appointment) },
	...{ notification: String(scenes[person].notification) },
});

/** At a place of theirs, plainly and as a file; at our own, with what is theirs in what can be asked for. */
function queriesAt(address: string, person: Person): string[] {
	if (theirs.marks.foundIn(address).length > 0) return ["", "?format=csv"];
	const { patient, ids, search, ...fields } = fieldsOf(theirs, person);
	const asked: Record<string, string>[] = [{ patient }, { ids }, { search }, { patient, search, ...fields }];
	return ["", "?format=csv", "?format=pdf", ...asked.map((query) => `?${new URLSearchParams(query)}`)];
}

/** What a page shows of theirs that was not named in asking for it. */
async function shownAt(group: Group, person: Person, method: string, address: string): Promise<string[]> {
	const pages = pagesOf(group, person);
	const form = fieldsOf(theirs, person);
	const isRead = method === "GET";
	const response = await pages.ask(method, address, isRead ? undefined : new URLSearchParams(form));
	const named = theirs.marks.foundIn(`${address} ${isRead ? "" : JSON.stringify(form)}`);
	const said = `${await textOf(response)}\n${JSON.stringify([...response.headers])}`;
	const shown = theirs.marks.foundIn(said).filter((found) => !named.includes(found));
	return shown.length === 0 ? [] : [`${method} ${address} shows ${shown}: ${response.status}`];
}

it("there are pages", () => {
	expect(PAGES.length).toBeGreaterThan(100);
});

const TELLING = PAGES.filter(({ method, path }) => method === "GET" && !path.startsWith("/admin"));

// Else that nothing is shown to others would prove nothing.
it.each(TELLING)("$route shows the group what is theirs", async ({ path }) => {
	const shown: string[] = [];
	for (const person of PEOPLE) {
		const address = addressOf(path, () => theirs, person);
		for (const query of ["", "?format=csv"]) shown.push(...(await shownAt(theirs, person, "GET", address + query)));
	}
	expect(shown).not.toEqual([]);
});

/** What would take our own things from us, and with them what can be tried. */
const TAKES_AWAY = /\/(delete|remove|end|decline|revoke)$/;

describe("to another group", () => {
	beforeAll(async () => {
		before = await fingerprintOf(theirs, theirToken);
	});

	it.each(PAGES)("$route shows nobody of another group anything of it", async ({ method, path }) => {
		const faults: string[] = [];
		for (const person of PEOPLE)
			for (const address of addressesOf(path, person)) {
				if (TAKES_AWAY.test(path) && theirs.marks.foundIn(address).length === 0) continue;
				const queries = method === "GET" ? queriesAt(address, person) : [""];
				for (const query of queries) faults.push(...(await shownAt(ours, person, method, address + query)));
			}
		expect(faults).toEqual([]);
	});

	it("nothing of theirs has changed", async () => {
		expect(changesOf(theirs, before, await fingerprintOf(theirs, theirToken))).toEqual([]);
	});

	it.each(PEOPLE)("the %s still sees their own patient", async (person) => {
		expect((await pagesOf(ours, person).get(`/patients/${ours.scenes[person].patient}`)).status).toBe(200);
	});
});
