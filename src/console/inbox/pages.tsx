import { serviceContext } from "../../auth/authenticate.ts";
import { checked } from "../../http/checked.ts";
import { idParam } from "../../http/route.ts";
import { listNotificationsQuery, notificationSchema } from "../../notifications/schema.ts";
import { listNotifications, markAllRead, markRead } from "../../notifications/service.ts";
import { goOn } from "../forms.ts";
import { download, type Listed, ListView, listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { cameFrom } from "../session/visit.ts";
import { page } from "../shell.tsx";
import { texts } from "../texts.ts";
import { ButtonForm, Field } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { zoneOf } from "../zone.ts";
import { subjectPath } from "./subject.ts";

const words = texts.inbox;

type Notification = Awaited<ReturnType<ReturnType<typeof listNotifications>["page"]>>["results"][number];

function Subject({ notification: { title, data } }: { notification: Notification }) {
	const path = subjectPath(data);
	return path ? <a href={path}>{title}</a> : title;
}

function Inbox({ inbox, zone }: { inbox: Listed<Notification>; zone: string }) {
	const columns = [
		{ head: words.subject, cell: (notification: Notification) => <Subject notification={notification} /> },
		{ head: words.message, cell: ({ message }: Notification) => message },
		{ head: words.at, cell: ({ created_at }: Notification) => <Moment at={created_at} zone={zone} /> },
		{
			head: texts.common.actions,
			cell: ({ id, title, is_read }: Notification) =>
				is_read ? (
					words.read
				) : (
					<ButtonForm action={`/inbox/${id}/read`} text={words.mark} label={`${words.mark}: ${title}`} kind="quiet" />
				),
		},
	];
	const choices = [
		["", texts.common.all],
		["false", words.unread],
		["true", words.read],
	] as const;
	return (
		<>
			<div class="page-head">
				<h1>{words.title}</h1>
				<ButtonForm action="/inbox/read" text={words.mark_all} />
			</div>
			<ZoneNote zone={zone} />
			<ListView
				listed={inbox}
				caption={words.title}
				columns={columns}
				files={["csv"]}
				filters={<Field form="filter" name="is_read" label={words.state} choices={choices} state={inbox.filters} />}
			/>
		</>
	);
}

/** What the visitor was told. */
export const inboxPages = newPages();

inboxPages.get("/inbox", async (c) => {
	const context = serviceContext(c);
	const find = (query: Parameters<typeof listNotifications>[1]) => listNotifications(context, query);
	const file = await download(c, listNotificationsQuery, { item: notificationSchema, file: "notifications" }, find);
	if (file) return file;
	const inbox = await listed(c, listNotificationsQuery, find);
	return page(c, { title: words.title, children: <Inbox inbox={inbox} zone={await zoneOf(context)} /> });
});

inboxPages.post("/inbox/read", async (c) => {
	await markAllRead(serviceContext(c));
	return goOn(c, "/inbox", "saved");
});

inboxPages.post("/inbox/:id/read", async (c) => {
	await markRead(serviceContext(c), checked(idParam, c.req.param()).id);
	return goOn(c, cameFrom(c) ?? "/inbox", "saved");
});
