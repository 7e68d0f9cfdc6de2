import { mayDelete } from "../../files/rights.ts";
import { PATIENT_FILE_KINDS } from "../../files/schema.ts";
import type { fileAnswer } from "../../files/service.ts";
import { CONTENT_TYPES } from "../../files/signature.ts";
import { type Listed, ListView } from "../lists.tsx";
import { fill, texts } from "../texts.ts";
import { ButtonForm, Field, type FormState } from "../ui/form.tsx";
import { Moment } from "../ui/time.tsx";
import { FormCard, Section } from "./parts.tsx";
import { mayWrite, type Visit } from "./visit.ts";

const words = texts.clinic.files;

type File = ReturnType<typeof fileAnswer>;

const KIND_CHOICES = PATIENT_FILE_KINDS.toReversed().map((kind) => [kind, words.kinds[kind]] as const);

const KIB = 1024;

/** Bytes as people read them. */
function sizeText(bytes: number): string {
	const kib = bytes / KIB;
	return kib < KIB
		? fill(words.kib, { n: Math.max(1, Math.round(kib)) })
		: fill(words.mib, { n: (kib / KIB).toFixed(1) });
}

function Upload({ visit, state }: { visit: Visit; state: FormState }) {
	const form = { form: "upload", state };
	return (
		<Section title={words.upload}>
			<FormCard
				action={`${visit.path}/files`}
				state={state}
				fields={["file", "kind"]}
				submit={words.upload}
				takesFiles
				label={words.upload}
			>
				<div class="fields">
					<Field
						{...form}
						name="file"
						label={words.file}
						hint={words.hint}
						type="file"
						accept={CONTENT_TYPES.join(",")}
						required
					/>
					<Field {...form} name="kind" label={words.kind} choices={KIND_CHOICES} required />
				</div>
			</FormCard>
		</Section>
	);
}

/** The files of a patient, and the way to add one. */
export function FileView({ visit, files, state }: { visit: Visit; files: Listed<File>; state: FormState }) {
	const { context, right, path, patient } = visit;
	const isWriter = mayWrite(visit, "files.write");
	const tools = (file: File) =>
		mayDelete(context.actor, right, { uploadedBy: file.uploaded_by }) && (
			<ButtonForm
				action={`${path}/files/${file.id}/remove`}
				text={words.remove}
				label={`${words.remove}: ${file.name}`}
				kind="quiet"
				confirm={fill(words.confirm_remove, { name: file.name })}
			/>
		);
	const columns = [
		{ head: words.name, cell: ({ id, name }: File) => <a href={`${path}/files/${id}`}>{name}</a> },
		{ head: words.kind, cell: ({ kind }: File) => words.kinds[kind] },
		{ head: words.size, cell: ({ size }: File) => sizeText(size), isNumber: true },
		{ head: words.at, cell: ({ created_at }: File) => <Moment at={created_at} zone={patient.timezone} /> },
		...(isWriter ? [{ head: texts.common.actions, cell: tools }] : []),
	];
	const choices = [["", texts.common.all], ...KIND_CHOICES] as const;
	return (
		<>
			<Section title={words.title}>
				<ListView
					listed={files}
					caption={words.title}
					columns={columns}
					files={["csv"]}
					empty={words.none}
					filters={<Field form="filter" name="kind" label={words.kind} choices={choices} state={files.filters} />}
				/>
			</Section>
			{isWriter && <Upload visit={visit} state={state} />}
		</>
	);
}
