import type { Child } from "hono/jsx";
import { PatientLink } from "../admin/names.tsx";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { type Column, DataTable } from "../ui/table.tsx";

const words = texts.bulk;

export type Status = "would_create" | "created" | "exists" | "rejected";

const TONES: Record<Status, Tone> = { would_create: "seen", created: "good", exists: "plain", rejected: "alert" };

/** One of many, and what becomes of it. */
export interface Item {
	patient: number;
	name: string;
	/** What is asked for it, as the API takes it; undefined of what cannot be asked for. */
	body?: unknown;
	/** When, or whatever else is told of it. */
	detail?: Child;
	status: Status;
	reason?: string | undefined;
}

type Statuses = Record<Status, string>;

function Verdict({ item: { status, reason }, statuses }: { item: Item; statuses: Statuses }) {
	return (
		<span class="badges">
			<Badge tone={TONES[status]}>{statuses[status]}</Badge>
			{reason && <span class="hint">{reason}</span>}
		</span>
	);
}

/** How many have each status, in words. */
export function Counts({ items, statuses }: { items: readonly Item[]; statuses: Statuses }) {
	const byStatus = Map.groupBy(items, ({ status }) => status);
	return (
		<p class="badges">
			{[...byStatus].map(([status, { length }]) => (
				<Badge tone={TONES[status]}>{fill(words.counted, { n: length, status: statuses[status].toLowerCase() })}</Badge>
			))}
		</p>
	);
}

interface Listing {
	caption: string;
	items: readonly Item[];
	statuses: Statuses;
	/** The head of what is told of each. */
	detail?: string | undefined;
}

function columnsOf({ statuses, detail }: Listing, head: string): Column<Item>[] {
	return [
		{ head: texts.admin.patient, cell: ({ patient, name }) => <PatientLink id={patient} name={name} /> },
		...(detail ? [{ head: detail, cell: (item: Item) => item.detail ?? "" }] : []),
		{ head, cell: (item) => <Verdict item={item} statuses={statuses} /> },
	];
}

/** What became of each. */
export function Results(listing: Listing) {
	return (
		<>
			<Counts items={listing.items} statuses={listing.statuses} />
			<DataTable caption={listing.caption} rows={listing.items} columns={columnsOf(listing, words.result)} />
		</>
	);
}

/** Where the script writes what became of an item; without one, the results are a page of their own. */
function Pending({ item: { body } }: { item: Item }) {
	if (body === undefined) return null;
	return (
		<span class="badges" data-item={JSON.stringify(body)}>
			<span class="hint">{words.waits}</span>
		</span>
	);
}

/**
 * What would become of each, and the button that does it: by a POST of the form, or where the browser runs scripts in
 * parts (`bulk.client.js`), which needs `path` and `list`, the API's path and the name of its list, and what is common
 * to all items.
 */
export function Run(
	props: Listing & {
		action: string;
		path: string;
		list: string;
		common: object;
		go: string;
		/** The hidden fields of the form. */
		children?: Child;
	},
) {
	const { items, statuses, caption, action, path, list, common, go, children } = props;
	const isPossible = items.some(({ status }) => status === "would_create");
	const columns = [
		...columnsOf(props, words.outcome),
		{ head: words.result, cell: (item: Item) => <Pending item={item} /> },
	];
	return (
		<form
			method="post"
			action={action}
			class="card"
			data-bulk={path}
			data-list={list}
			data-common={JSON.stringify(common)}
			{...SCRIPT_TEXTS}
		>
			{children}
			<Counts items={items} statuses={statuses} />
			{isPossible ? <Progress go={go} all={items.filter(({ body }) => body !== undefined).length} /> : null}
			{!isPossible && <p class="notice bad">{words.nothing_to_do}</p>}
			<DataTable caption={caption} rows={items} columns={columns} />
			<Templates statuses={statuses} />
		</form>
	);
}

export const SCRIPT_TEXTS = {
	"data-running": words.running,
	"data-stopping": words.stopping,
	"data-stopped": words.stopped,
	"data-finished": words.finished,
	"data-refused": words.refused,
	"data-failed": words.failed,
	"data-go-on": words.go_on,
};

/** The button, and what tells how far it has come: its room is kept before anything is told. */
export function Progress({ go, all }: { go: string; all: number }) {
	return (
		<div class="run">
			<div class="actions">
				<button type="submit" name="go" value="1" class="primary">
					{go}
				</button>
				<button type="button" class="scripted" data-stop disabled>
					{words.stop}
				</button>
			</div>
			<progress max={all} value={0} aria-label={words.progress} />
			<p role="status" aria-live="polite" tabindex={-1} data-status />
		</div>
	);
}

/** A badge for each status, for the script to copy. */
export function Templates({ statuses }: { statuses: Partial<Statuses> }) {
	return (
		<>
			{Object.entries(statuses).map(([status, text]) => (
				<template data-verdict={status}>
					{/* The cast names the keys of the table. */}
					<Badge tone={TONES[status as Status]}>{text}</Badge>
				</template>
			))}
		</>
	);
}
