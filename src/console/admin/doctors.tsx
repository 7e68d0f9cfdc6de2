import { WEEKDAYS } from "../../doctors/hours.ts";
import { listDoctors } from "../../doctors/listing.ts";
import { doctorSchema, listDoctorsQuery } from "../../doctors/schema.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { Field } from "../ui/form.tsx";
import { adminListPage } from "./list.tsx";
import { choicesOf, DoctorLink, UserLink } from "./names.tsx";
import { hoursLine } from "./week.ts";

const words = texts.admin.doctors;

export type Doctor = Awaited<ReturnType<ReturnType<typeof listDoctors>["page"]>>["results"][number];

/** What is known of who signs in as the doctor. */
export function VerifiedBadge({ doctor }: { doctor: Doctor }) {
	if (doctor.user === null) return <Badge tone="plain">{words.no_login}</Badge>;
	return doctor.is_verified ? (
		<Badge tone="good">{words.verified}</Badge>
	) : (
		<Badge tone="alert">{words.not_verified}</Badge>
	);
}

function Week({ doctor }: { doctor: Doctor }) {
	const days = WEEKDAYS.filter((weekday) => doctor.availability.some((slot) => slot.weekday === weekday));
	if (days.length === 0) return <>{words.any_time}</>;
	return (
		<ul class="plain-list">
			{days.map((weekday) => (
				<li>{`${words.weekdays[weekday]} ${hoursLine(doctor.availability, weekday)}`}</li>
			))}
		</ul>
	);
}

const COLUMNS = [
	{ head: words.name, cell: ({ id, name }: Doctor) => <DoctorLink id={id} name={name} /> },
	{ head: words.specialization, cell: ({ specializations }: Doctor) => specializations.join(", ") },
	{ head: words.location, cell: ({ location }: Doctor) => location ?? "" },
	{ head: words.hours, cell: (doctor: Doctor) => <Week doctor={doctor} /> },
	{ head: texts.admin.state, cell: (doctor: Doctor) => <VerifiedBadge doctor={doctor} /> },
	{ head: words.login, cell: ({ user }: Doctor) => (user === null ? words.no_login : <UserLink id={user} />) },
	{
		head: texts.common.actions,
		cell: ({ id, name }: Doctor) => (
			<a class="button quiet" href={`/admin/doctors/${id}`} aria-label={fill(words.edit, { name })}>
				{texts.common.edit}
			</a>
		),
	},
];

function DoctorFilters({ state }: { state: Listed<Doctor>["filters"] }) {
	const shared = { form: "filter", state } as const;
	return (
		<>
			<Field {...shared} name="search" label={texts.admin.search} />
			<Field {...shared} name="specialization" label={words.specialization} />
			<Field {...shared} name="location" label={words.location} />
			<Field {...shared} name="available_on" label={words.on} choices={choicesOf(words.weekdays)} required />
			<Field
				{...shared}
				name="is_verified"
				label={words.checked}
				choices={choicesOf({ true: words.verified, false: words.not_verified })}
				required
			/>
			<Field
				{...shared}
				name="ordering"
				label={texts.admin.order}
				choices={choicesOf({ last_name: texts.admin.by_name }, texts.admin.newest)}
				required
			/>
		</>
	);
}

/** The doctors who practise here. */
export const doctorListPages = newPages();

doctorListPages.get("/admin/doctors", (c) =>
	adminListPage(c, {
		title: words.title,
		actions: (
			<a class="button" href="/admin/doctors/new">
				{words.add}
			</a>
		),
		query: listDoctorsQuery,
		Filters: DoctorFilters,
		find: listDoctors,
		columns: () => COLUMNS,
		file: { item: doctorSchema, file: "doctors" },
	}),
);
