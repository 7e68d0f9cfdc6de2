import type { ApiDocument, Operation, Schema } from "../document.ts";
import type { Group, Person } from "./group.ts";

type Value = string | number;
/** Of a group's own, by the person whose things they are. */
type Values = (group: Group, person: Person) => readonly Value[];

const patient: Values = ({ scenes }, person) => [scenes[person].patient];
const patients: Values = ({ scenes, secondPatient }, person) => [`${scenes[person].patient},${secondPatient}`];
const doctor: Values = ({ doctor }) => [doctor];
const user: Values = ({ users }) => Object.values(users);
const device: Values = ({ scenes, deviceName }, person) => [scenes[person].device, deviceName];
const hidden: Values = ({ marks }) => [marks.text()];
const hint: Values = ({ marks }) => [marks.hint];
const fixed =
	(...values: Value[]): Values =>
	() =>
		values;

/** What is asked for in each query parameter that is not one of a few words. */
const QUERIES: Record<string, Values> = {
	...{ patient, ids: patients, patients, doctor, doctor_id: doctor, device },
	...{ user, owner: user, recipient: user, actor: user, created_by: user },
	assessment_type: ({ scenes }, person) => [scenes[person].form.type],
	entity_id: ({ scenes }, person) => [scenes[person].patient, scenes[person].file],
	event_id: ({ alert }) => [`alert:${alert}`],
	...{ search: hint, specialization: hint, location: hint, severity: hidden, flag: hidden, request_id: hidden },
	...{ gender: fixed("F"), standing: fixed("critical", "critical,alert,acknowledged,silent,steady,never") },
	...{ available_on: fixed("monday"), action: fixed("patient.create"), entity: fixed("patient"), type: fixed("test") },
	...{ page: fixed(2), page_size: fixed(1), limit: fixed(100), points: fixed(10) },
	day: () => [new Date().toISOString().slice(0, 10)],
	month: () => [new Date().toISOString().slice(0, 7)],
	// What its own people are given: `linksOf` and the streams' tests bring it.
	...{ cursor: fixed(), last_event_id: fixed(), ticket: fixed() },
	// What a provider brings back.
	...{ state: hidden, code: hidden, iss: hidden, error: hidden },
};

/** Beginnings and ends of times that include all that there is. */
const FROM = ["from", "start_date", "created_after", "closed_from"];
const TO = ["to", "end_date", "created_before"];
const ALL_TIME = [
	{ from: "2020-01-01", to: "2040-01-01" },
	{ from: "2020-01-01T00:00:00Z", to: "2040-01-01T00:00:00Z" },
	{ from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 3_600_000).toISOString() },
];

function choicesOf(schema: Schema): readonly unknown[] | undefined {
	return schema.enum ?? (schema.type === "boolean" ? [true, false] : undefined);
}

const queriesOf = ({ parameters = [] }: Operation) => parameters.filter(({ in: place }) => place === "query");

/** The query parameters of which nobody has said here what to ask for. */
export const unknownQueries = (operation: Operation): string[] =>
	queriesOf(operation)
		.filter(({ name, schema }) => !choicesOf(schema) && !QUERIES[name] && ![...FROM, ...TO].includes(name))
		.map(({ name }) => name);

/** Everything that can be asked for in an operation's query: one parameter at a time, and all times. */
export function queriesFor(operation: Operation, group: Group, person: Person): string[] {
	const parameters = queriesOf(operation);
	const single = parameters.flatMap(({ name, schema }) =>
		(choicesOf(schema) ?? QUERIES[name]?.(group, person) ?? []).map((value) => ({ [name]: String(value) })),
	);
	const among = (names: readonly string[], at: string) =>
		parameters.filter(({ name }) => names.includes(name)).map(({ name }) => [name, at]);
	const times = ALL_TIME.map(({ from, to }) => Object.fromEntries([...among(FROM, from), ...among(TO, to)]));
	return [...single, ...times].map((query) => String(new URLSearchParams(query))).filter((query) => query !== "");
}

/** What stands in a body for what of a group. */
const IN_BODIES: Record<string, Values> = {
	...{ patient, patient_id: patient, patients: patient, doctor, doctor_id: doctor, device },
	device_id: ({ deviceName }) => [deviceName],
	assessment_type: ({ scenes }, person) => [scenes[person].form.type],
	question: ({ scenes }, person) => [scenes[person].form.question],
	answer: ({ scenes }, person) => [scenes[person].form.answer],
};

/** Numbers in bodies that name nobody and nothing. */
const PLAIN_NUMBERS =
	/^(age|(years_of_)?experience|(clear_|critical_)?threshold|points|days|heart_rate|recorded_at|from|\w*minutes)$/;
/** What sounds like the name of something of somebody's. */
const NAMES_SOMETHING =
	/(^|_)(ids?|patients?|doctors?|users?|owner|recipient|devices?|records?|files?|webhooks?|sessions?|mappings?)$/;
/** Texts and files that sound like it: a free text, and what is uploaded. */
const NOTHING_OF_ANYBODYS = ["multipart/form-data"];

/** The way to a place in a body: names of fields, and "0" for the first of a list. */
export type Way = readonly string[];

function waysIn(schema: Schema, way: Way = []): { way: Way; schema: Schema }[] {
	const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
	if (choices) return choices.flatMap((choice) => waysIn(choice, way));
	if (schema.items) return waysIn(schema.items, [...way, "0"]);
	if (!schema.properties) return [{ way, schema }];
	return Object.entries(schema.properties).flatMap(([name, field]) => waysIn(field, [...way, name]));
}

const nameOf = (way: Way) => way.findLast((step) => step !== "0") ?? "";
const isNumber = ({ type = [] }: Schema) => [type].flat().some((name) => name === "integer" || name === "number");

function fieldsOf(operation: Operation, document: ApiDocument) {
	const contents = Object.entries(operation.requestBody?.content ?? {});
	return contents
		.filter(([type]) => !NOTHING_OF_ANYBODYS.includes(type))
		.flatMap(([type, { schema }]) => waysIn(document.resolve(schema)).map((field) => ({ ...field, type })));
}

/** The fields of a body of which nobody has said here whether they name something. */
export const unknownFields = (operation: Operation, document: ApiDocument): string[] =>
	fieldsOf(operation, document)
		.map(({ way, schema }) => ({ name: nameOf(way), schema }))
		.filter(({ name, schema }) => isNumber(schema) || (NAMES_SOMETHING.test(name) && schema.type !== "boolean"))
		.filter(({ name }) => !IN_BODIES[name] && !PLAIN_NUMBERS.test(name))
		.map(({ name }) => name);

/** The places of a body that name something, with what of a group may be put there. */
export function namesIn(operation: Operation, document: ApiDocument, group: Group, person: Person) {
	return fieldsOf(operation, document).flatMap(({ way, type }) => {
		const values = IN_BODIES[nameOf(way)]?.(group, person) ?? [];
		return values.map((value) => ({ way, type, value }));
	});
}

/** A body with something else in one place; of what it has not, its own fields are the rest. */
export function withAt(body: unknown, [step, ...rest]: Way, value: unknown, own = body): unknown {
	if (step === undefined) return value;
	if (step === "0") {
		const [first = own, ...others] = Array.isArray(body) ? body : [];
		return [withAt(first, rest, value, own), ...others];
	}
	const fields: object = typeof body === "object" && body !== null ? body : {};
	return { ...fields, [step]: withAt(Reflect.get(fields, step), rest, value, own) };
}
