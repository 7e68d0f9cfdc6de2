import type { getRecord } from "../../records/detail.ts";
import type { listRecords } from "../../records/service.ts";
import { type Listed, ListView } from "../lists.tsx";
import { texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { Field, type FormState } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { EditTools, Facts, FormCard, Section, Tick } from "./parts.tsx";
import { NOTES, TYPE_CHOICES } from "./record-form.tsx";
import { doorOf, mayChange, mayComment } from "./record-rights.ts";
import type { Visit } from "./visit.ts";

const words = texts.clinic.records;

type Row = Awaited<ReturnType<ReturnType<typeof listRecords>["page"]>>["results"][number];
type Found = Awaited<ReturnType<typeof getRecord>>;

/** By which role a record was written; or by whoever looks. */
const authorOf = ({ context }: Visit, { author_role, created_by }: Pick<Row, "author_role" | "created_by">): string =>
	created_by === context.actor.id ? words.by_you : words.authors[author_role];

function RecordFilters({ records }: { records: Listed<Row> }) {
	const form = { form: "filter", state: records.filters };
	return (
		<>
			<Field {...form} name="record_type" label={words.type} choices={[["", texts.common.all], ...TYPE_CHOICES]} />
			<Field {...form} name="from" label={texts.clinic.from} type="date" />
			<Field {...form} name="to" label={texts.clinic.to} type="date" />
			<Field {...form} name="search" label={texts.common.search} type="search" maxlength={100} />
		</>
	);
}

/** The records of a patient, the newest visit first. */
export function RecordList({ visit, records }: { visit: Visit; records: Listed<Row> }) {
	const { path, patient } = visit;
	const columns = [
		{ head: words.title, cell: ({ id, title }: Row) => <a href={`${path}/records/${id}`}>{title}</a> },
		{ head: words.type, cell: ({ record_type }: Row) => words.types[record_type] },
		{ head: words.visited, cell: ({ visit_date }: Row) => <Moment at={visit_date} zone={patient.timezone} /> },
		{ head: words.author, cell: (record: Row) => authorOf(visit, record) },
	];
	const tools = doorOf(visit) && (
		<a class="button primary" href={`${path}/records/new`}>
			{words.write}
		</a>
	);
	return (
		<Section title={words.list} tools={tools}>
			<ListView
				listed={records}
				caption={words.list}
				columns={columns}
				files={["csv"]}
				empty={words.none}
				filters={<RecordFilters records={records} />}
			/>
		</Section>
	);
}

function RecordTools({ visit, record }: { visit: Visit; record: Found }) {
	const path = `${visit.path}/records/${record.id}`;
	if (!mayChange(visit, record)) return null;
	return <EditTools path={path} name={record.title} version={record.version} confirm={words.confirm_remove} />;
}

function Comments({ visit, record, state }: { visit: Visit; record: Found; state: FormState }) {
	const { doctor_comments: comments } = record;
	return (
		<Section title={words.comments}>
			{comments.length === 0 && <p class="empty">{words.no_comments}</p>}
			{comments.map((comment) => (
				<article class={comment.is_private ? "card comment private" : "card comment"}>
					<p class="comment-head">
						<strong>{comment.author_name}</strong>
						<Moment at={comment.created_at} zone={visit.patient.timezone} />
						{comment.is_private && <Badge tone="seen">{words.private}</Badge>}
					</p>
					<p class="prose">{comment.comment}</p>
				</article>
			))}
			{mayComment(visit) && (
				<FormCard
					action={`${visit.path}/records/${record.id}/comments`}
					state={state}
					fields={["comment"]}
					submit={words.add_comment}
					label={words.add_comment}
				>
					<Field form="comment" name="comment" label={words.comment} state={state} rows={3} required />
					<Tick
						form="comment"
						name="is_private"
						label={words.make_private}
						hint={words.private_hint}
						isOn={state.values.is_private !== undefined}
					/>
				</FormCard>
			)}
		</Section>
	);
}

/** One record, and what was said of it. */
export function RecordView({ visit, record, state }: { visit: Visit; record: Found; state: FormState }) {
	const zone = visit.patient.timezone;
	return (
		<>
			<Section title={record.title} tools={<RecordTools visit={visit} record={record} />}>
				<div class="card">
					<Facts
						facts={[
							[words.type, words.types[record.record_type]],
							[words.visited, <Moment at={record.visit_date} zone={zone} />],
							[words.author, authorOf(visit, record)],
							...NOTES.map((name) => [words.notes[name], record[name]] as const),
							[words.updated, <Moment at={record.updated_at} zone={zone} />],
						]}
					/>
				</div>
				<p>
					<a href={`${visit.path}/records`}>{words.back}</a>
				</p>
			</Section>
			<Comments visit={visit} record={record} state={state} />
		</>
	);
}
