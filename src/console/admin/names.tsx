import { fill, texts } from "../texts.ts";

const words = texts.admin;

export const PatientLink = ({ id, name }: { id: number; name?: string | null }) => (
	<a href={`/patients/${id}`}>{name || fill(words.patient_label, { id })}</a>
);

export const UserLink = ({ id, name }: { id: number; name?: string | null }) => (
	<a href={`/admin/users/${id}`}>{name || fill(words.user_label, { id })}</a>
);

export const DoctorLink = ({ id, name }: { id: number; name?: string | null }) => (
	<a href={`/admin/doctors/${id}`}>{name || fill(words.doctor_label, { id })}</a>
);

/** The choices of a menu, by a table of texts, with one for all of them first. */
export const choicesOf = (table: Record<string, string>, all: string = texts.common.all) => [
	["", all] as const,
	...Object.entries(table),
];
