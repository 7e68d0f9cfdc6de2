import type { ApiDocument, Operation } from "../document.ts";
import type { Door } from "../doors/door.ts";
import { mayEnter, placeOf, requestOf } from "../knock.ts";
import { ask, type Request } from "./ask.ts";
import { type Caller, type Group, type Person, personOf } from "./group.ts";
import type { Marks } from "./marks.ts";
import { namesIn, queriesFor, withAt } from "./parameters.ts";

/** Two groups: one asks for what is the other's. */
export interface Encounter {
	ours: Group;
	theirs: Group;
	document: ApiDocument;
	/** Tokens of the others' own people, for what they are given. */
	theirTokens: Record<Person, string>;
}

export const isRead = (door: Door) => door.route.startsWith("GET ");
/** With one parameter more. */
const andQuery = (path: string, query: string) => `${path}${path.includes("?") ? "&" : "?"}${query}`;

async function requestAt(door: Door, group: Group, person: Person): Promise<Request> {
	const { place, query, ...request } = await requestOf(door, group.scenes[person]);
	return { ...request, path: place + query };
}

/** The valid request about what is theirs, in each form in which it can be answered or made conditional. */
async function directly(door: Door, operation: Operation, { theirs }: Encounter, person: Person, given: Given) {
	const request = await requestAt(door, theirs, person);
	const types = Object.keys(operation.responses["200"]?.content ?? {});
	const headers = isRead(door)
		? [...types.map((Accept) => ({ Accept })), ...given.etags.map((etag) => ({ "If-None-Match": etag }))]
		: given.etags.map((etag) => ({ "If-Match": etag }));
	return [request, ...headers.map((more) => ({ ...request, headers: { ...request.headers, ...more } }))];
}

/** Where a path names two things: one of ours and one of theirs. */
async function crossed(door: Door, { ours, theirs }: Encounter, person: Person): Promise<Request[]> {
	if (!door.item) return [];
	const [our, their] = [ours.scenes[person], theirs.scenes[person]];
	const doors: Door[] = [
		{ ...door, id: () => door.id?.(our) ?? "", item: () => door.item?.(their) ?? 0 },
		{ ...door, id: () => door.id?.(their) ?? "", item: () => door.item?.(our) ?? 0 },
	];
	return Promise.all(doors.map((door) => requestAt(door, ours, person)));
}

/** Our own valid request, but that one thing that its body names is theirs. */
async function named(door: Door, operation: Operation, encounter: Encounter, person: Person): Promise<Request[]> {
	const { ours, theirs, document } = encounter;
	const requests: Request[] = [];
	for (const { way, type, value } of namesIn(operation, document, theirs, person)) {
		const own = await requestAt(door, ours, person);
		const body = withAt(own.body, way, value);
		const isLines = type === "application/x-ndjson";
		const headers = { ...own.headers, "Content-Type": type };
		requests.push({ ...own, body: isLines ? `${JSON.stringify(body)}\n` : body, headers });
	}
	return requests;
}

/** Everything that an address can ask for, at our own place. */
function asked(door: Door, operation: Operation, { ours, theirs }: Encounter, person: Person): Request[] {
	if (!isRead(door)) return [];
	const place = placeOf(door, ours.scenes[person], door.route.slice("GET ".length));
	return queriesFor(operation, theirs, person).map((query) => ({
		...{ method: "GET", path: `${place}?${query}` },
		...(door.headers && { headers: door.headers }),
	}));
}

/** What one of their own people is given with an answer, and could be used again by others. */
interface Given {
	etags: string[];
	links: string[];
}

/** Has one of their own people read what the door is about. */
async function givenTo(door: Door, { theirs, theirTokens }: Encounter, person: Person): Promise<Given> {
	// What nobody has edited yet is of this version.
	if (!isRead(door) || door.route.startsWith("GET /api/streams/")) return { etags: ['"1"'], links: [] };
	const token = theirTokens[person];
	const { path, ...request } = await requestAt(door, theirs, person);
	const { headers } = await ask({ ...request, path }, token);
	const { body } = await ask({ ...request, path: andQuery(path, "page_size=1") }, token);
	const [, etag] = /^etag: (.+)$/m.exec(headers) ?? [];
	const [, next] = /"next":"(?:https:\/\/[^/]+)?([^"]+)"/.exec(body) ?? [];
	return { etags: etag ? [etag] : [], links: next ? [next] : [] };
}

/** What a door's way of asking leaves open. */
function elsewhere({ route }: Door, { ours, theirs }: Encounter, person: Person, { links }: Given): Request[] {
	const [our, their] = [ours.scenes[person], theirs.scenes[person]];
	const paths = [...links];
	// Their place in their list, in ours.
	if (route === "GET /api/heart-rate/")
		for (const link of links) paths.push(link.replace(`patient=${their.patient}`, `patient=${our.patient}`));
	if (route === "GET /api/mappings/{id}/") paths.push(`/api/mappings/${their.mapping}/?by=mapping`);
	return paths.map((path) => ({ method: "GET", path }));
}

function operationOf({ route }: Door, { document }: Encounter): Operation {
	const operation = document.operations.find((candidate) => candidate.route === route);
	if (!operation) throw new Error(`${route} is not in the document`);
	return operation;
}

/** The kinds of answer (JSON, CSV, PDF) in which a door tells none of their own people of what is theirs. */
export async function untold(door: Door, encounter: Encounter, person: Person): Promise<string[]> {
	const { theirs, theirTokens } = encounter;
	const operation = operationOf(door, encounter);
	const { path: direct, ...request } = await requestAt(door, theirs, person);
	const place = placeOf(door, theirs.scenes[person], door.route.slice("GET ".length));
	const paths = [direct, ...queriesFor(operation, theirs, person).map((query) => `${place}?${query}`)];
	const isTold = async (path: string, Accept: string) => {
		const asked = { ...request, path, headers: { ...request.headers, Accept } };
		return (await answerTo(asked, theirTokens[person], theirs.marks)).told.length > 0;
	};
	const found: string[] = [];
	for (const type of Object.keys(operation.responses["200"]?.content ?? {})) {
		let isFound = false;
		for (const path of paths) isFound ||= await isTold(path, type);
		if (!isFound) found.push(type);
	}
	return found;
}

/** Whether the role table lets the caller in at all. */
export const enters = (door: Door, caller: Caller) => mayEnter(door, caller === "device" ? "device" : personOf(caller));

/**
 * All requests at one door with what is theirs in every place where something can be named. Who may not enter at all is
 * turned away by the first. A program that speaks for somebody sees by the same rule as they do: it names things, and
 * asks for none in every way.
 */
export async function requestsAt(door: Door, encounter: Encounter, caller: Caller): Promise<Request[]> {
	const operation = operationOf(door, encounter);
	const person = personOf(caller);
	if (!enters(door, caller)) return [await requestAt(door, encounter.theirs, person)];
	const bodies = await named(door, operation, encounter, person);
	if (caller !== person) return [await requestAt(door, encounter.theirs, person), ...bodies];
	const given = await givenTo(door, encounter, person);
	return [
		...(await directly(door, operation, encounter, person, given)),
		...(await crossed(door, encounter, person)),
		...bodies,
		...asked(door, operation, encounter, person),
		...elsewhere(door, encounter, person, given),
	];
}

/** A name, and what stands for it where nobody has that name. */
const nobodys = (name: string) => (/^\d+$/.test(name) ? "999999998" : "A".repeat(name.length));

/** The same with nobody's names in place of theirs. */
function withNobody(text: string, names: readonly string[]): string {
	return names.reduce((replaced, name) => replaced.replaceAll(name, nobodys(name)), text);
}

function ofNobody(request: Request, names: readonly string[]): Request {
	const { path, body } = request;
	if (body instanceof FormData) return { ...request, path: withNobody(path, names) };
	const replaced = body === undefined ? undefined : JSON.parse(withNobody(JSON.stringify(body), names));
	return { ...request, path: withNobody(path, names), body: replaced };
}

/** A device's name is one of a kind: who brings it a second time is told that there is one, and no more. */
const isTaken = ({ method, body }: Request) => method !== "GET" && /"device_id":"h/.test(JSON.stringify(body ?? null));

async function answerTo(request: Request, token: string, marks: Marks) {
	const { path, body } = request;
	const heard = await ask(request, token);
	const names = marks.foundIn(`${path} ${body instanceof FormData ? "" : JSON.stringify(body)}`);
	const told = marks.foundIn(`${heard.headers}\n${heard.body}`).filter((found) => !names.includes(found));
	return { heard, names, told };
}

/** What an answer brings to light of theirs, beside what the request names, and how it differs from nobody's. */
export async function faultsOf(request: Request, token: string, marks: Marks): Promise<string[]> {
	const { method, path, headers, body } = request;
	const { heard, names, told } = await answerTo(request, token, marks);
	const said = `${method} ${path} ${JSON.stringify({ ...headers, body })}: ${heard.status} ${heard.body}`;
	if (told.length > 0) return [`tells ${told}: ${said}`];
	if (names.length === 0 || isTaken(request)) return [];
	const twin = await ask(ofNobody(request, names), token);
	const isAlike = twin.status === heard.status && twin.body === withNobody(heard.body, names);
	return isAlike ? [] : [`is not as nobody's, ${twin.status} ${twin.body}: ${said}`];
}
