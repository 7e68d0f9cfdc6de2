import type { Child } from "hono/jsx";
import { listAlerts } from "../../alerts/service.ts";
import { serviceContext } from "../../auth/authenticate.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import type { List } from "../../db/list.ts";
import { listDeadLetters } from "../../dead-letters/service.ts";
import { settings } from "../../env.ts";
import { listMappings } from "../../mappings/listing.ts";
import { listUsers } from "../../users/service.ts";
import { listWebhooks } from "../../webhooks/service.ts";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { kindOf } from "./dead-letters.tsx";
import { adminPage } from "./frame.tsx";
import { PatientLink, UserLink } from "./names.tsx";
import { ApproveButton, calledName } from "./users.tsx";

const words = texts.admin.waiting;

/** How many of each are shown. */
const SHOWN = 5;
const FIRST = { page: 1 } as const;

const top = <T extends { id: number | string }>(list: List<T>) => list.page({ limit: SHOWN, offset: 0 });

/** What somebody has to decide or to look at, the newest of each kind. */
async function waiting(context: ServiceContext) {
	const [alerts, users, doctors, mappings, letters, webhooks] = await Promise.all([
		top(listAlerts(context, { ...FIRST, is_open: true, severity: "critical" })),
		top(listUsers(context, { ...FIRST, pending: true })),
		top(listUsers(context, { ...FIRST, role: "doctor", is_verified: false, is_active: true })),
		top(listMappings(context, { ...FIRST, status: "pending" })),
		top(listDeadLetters(context, { ...FIRST, status: "waiting" })),
		top(listWebhooks(context, { ...FIRST, has_failed: true })),
	]);
	return { alerts, users, doctors, mappings, letters, webhooks };
}

interface Kind {
	title: string;
	/** Of what waits. */
	tone: Tone;
	count: number;
	/** Where all of them are. */
	href: string;
	items: readonly Child[];
}

function Card({ title, tone, count, href, items }: Kind) {
	return (
		<section class="card" aria-label={title}>
			<div class="page-head">
				<h2>{title}</h2>
				<Badge tone={count > 0 ? tone : "silent"}>{count}</Badge>
			</div>
			{count === 0 ? (
				<p class="empty">{words.nothing}</p>
			) : (
				<ul class="waiting">
					{items.map((item) => (
						<li>{item}</li>
					))}
				</ul>
			)}
			{count > items.length && <a href={href}>{words.all}</a>}
		</section>
	);
}

type Waiting = Awaited<ReturnType<typeof waiting>>;

function peopleOf({ users, doctors, mappings }: Waiting): Kind[] {
	return [
		{
			...{ title: words.users, tone: "alert", count: users.count, href: "/admin/users?pending=true" },
			items: users.results.map((user) => (
				<>
					<span>
						<UserLink id={user.id} name={calledName(user)} />{" "}
						{user.requested_user_type && fill(words.asks, { role: texts.roles[user.requested_user_type] })}
					</span>
					<ApproveButton user={user} />
				</>
			)),
		},
		{
			...{ title: words.doctors, tone: "alert", count: doctors.count },
			href: "/admin/users?role=doctor&is_verified=false&is_active=true",
			items: doctors.results.map((user) => <UserLink id={user.id} name={calledName(user)} />),
		},
		{
			...{ title: words.mappings, tone: "seen", count: mappings.count, href: "/admin/mappings?status=pending" },
			items: mappings.results.map(({ doctor_name, patient_name }) => (
				<a href="/admin/mappings?status=pending">
					{fill(words.wish, { doctor: doctor_name, patient: patient_name ?? texts.admin.mappings.hidden })}
				</a>
			)),
		},
	];
}

function machinesOf({ letters, webhooks }: Waiting): Kind[] {
	return [
		{
			...{ title: words.dead_letters, tone: "alert", count: letters.count, href: "/admin/dead-letters?status=waiting" },
			items: letters.results.map((letter) => (
				<>
					<a href={`/admin/dead-letters/${letter.id}`}>{fill(words.letter, { id: letter.id })}</a>{" "}
					<code>{kindOf(letter)}</code>
				</>
			)),
		},
		{
			...{ title: words.webhooks, tone: "alert", count: webhooks.count, href: "/admin/webhooks?has_failed=true" },
			items: webhooks.results.map(({ id, url }) => <a href={`/admin/webhooks/${id}`}>{url}</a>),
		},
	];
}

function alertsOf({ alerts }: Waiting, zone: string): Kind {
	return {
		...{ title: words.alerts, tone: "critical", count: alerts.count, href: "/ward" },
		items: alerts.results.map(({ patient, patient_name, opened_at }) => (
			<>
				<PatientLink id={patient} name={patient_name} /> <Moment at={opened_at} zone={zone} />
			</>
		)),
	};
}

/** What an admin begins with. */
export const overviewPages = newPages();

overviewPages.get("/admin", async (c) => {
	const found = await waiting(serviceContext(c));
	const zone = settings(c.env).clinicTimezone;
	const kinds = [alertsOf(found, zone), ...peopleOf(found), ...machinesOf(found)];
	return adminPage(c, {
		title: words.title,
		lead: words.lead,
		children: (
			<>
				<div class="grid">
					{kinds.map((kind) => (
						<Card {...kind} />
					))}
				</div>
				<ZoneNote zone={zone} />
			</>
		),
	});
});
