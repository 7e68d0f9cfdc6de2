import { beforeAll, expect, it } from "vitest";
import { get, post } from "../support/client.ts";
import { readDocument } from "./document.ts";
import type { Door } from "./doors/door.ts";
import { changesOf, fingerprintOf } from "./isolation/fingerprint.ts";
import { CALLERS, type Caller, newGroup, PEOPLE, personOf, SETTING_UP } from "./isolation/group.ts";
import { unknownFields, unknownQueries } from "./isolation/parameters.ts";
import { type Encounter, enters, faultsOf, isRead, requestsAt, untold } from "./isolation/probes.ts";
import { DOORS } from "./routes.ts";

let encounter: Encounter;
let before: Awaited<ReturnType<typeof fingerprintOf>>;

beforeAll(async () => {
	const [ours, theirs, document] = [await newGroup(), await newGroup(), await readDocument()];
	const [doctor, patient, user] = [
		await theirs.tokenOf("doctor"),
		await theirs.tokenOf("patient"),
		await theirs.tokenOf("user"),
	];
	encounter = { ours, theirs, document, theirTokens: { doctor, patient, user } };
	before = await fingerprintOf(theirs, user);
}, SETTING_UP);

/**
 * Who knocks: where the door is public, anybody, for it does not look at who asks. A script that may only read is
 * turned away from writing (test/personal-tokens), and one that may write reads as the other does.
 */
function callersAt(door: Door): readonly Caller[] {
	if (door.allowed === "public") return ["doctor"];
	return CALLERS.filter((caller) => !caller.endsWith("script") || caller.includes("reading") === isRead(door));
}

/** What somebody of our group finds out at a door about the other, or can tell from what nobody has. */
async function foundBy(caller: Caller, door: Door): Promise<string[]> {
	const { ours, theirs } = encounter;
	const requests = await requestsAt(door, encounter, caller);
	const token = await ours.tokenOf(caller);
	const faults: string[] = [];
	for (const request of requests) faults.push(...(await faultsOf(request, token, theirs.marks)));
	return faults;
}

it("knows what every parameter and every field of the API document names", () => {
	const { document } = encounter;
	const unknown = document.operations.map((operation) => ({
		route: operation.route,
		names: [...unknownQueries(operation), ...unknownFields(operation, document)],
	}));
	expect(unknown.filter(({ names }) => names.length > 0)).toEqual([]);
});

/** Reads that say nothing of one group's own: what everybody may know (see `Group`), and how somebody wants to be told. */
const OF_NOBODY =
	/\/(auth\/doctors|(doctors|practitioners)(\/current|\/\{id\})?|assessments\/(types|questions).*|preferences)\/$/;
/** What begins with nothing, and is listened to in isolation/streams.test.ts. */
const LIVE = /\/(streams|socket)\//;

const TELLING = DOORS.filter(
	(door) => isRead(door) && PEOPLE.some((person) => door.allowed !== "public" && enters(door, person)),
).filter(({ route }) => !OF_NOBODY.test(route) && !LIVE.test(route));

// Else that nothing is told to others would prove nothing.
it.each(TELLING)("$route tells the group itself", async (door) => {
	const untoldOf: string[][] = [];
	for (const person of PEOPLE.filter((person) => enters(door, person)))
		if (!untoldOf.some(({ length }) => length === 0)) untoldOf.push(await untold(door, encounter, person));
	expect(untoldOf).toContainEqual([]);
});

it.each(DOORS)("$route tells nobody of another group", async (door) => {
	for (const caller of callersAt(door)) expect(await foundBy(caller, door), caller).toEqual([]);
});

it("nothing of theirs has changed", async () => {
	const { theirs, theirTokens } = encounter;
	expect(changesOf(theirs, before, await fingerprintOf(theirs, theirTokens.user))).toEqual([]);
});

// Who were turned away as nobody would have found nothing.
it.each(CALLERS)("the %s is still let in, and the patient is theirs", async (caller) => {
	const { ours } = encounter;
	const [token, { patient }] = [await ours.tokenOf(caller), ours.scenes[personOf(caller)]];
	const answer = await (caller === "device"
		? post("/api/heart-rate/", { heart_rate: 70 }, token)
		: get(`/api/patients/${patient}/`, token));
	expect(answer).toMatchObject(caller === "device" ? { status: 201 } : { status: 200, body: { id: patient } });
});
