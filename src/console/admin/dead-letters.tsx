import { serviceContext } from "../../auth/authenticate.ts";
import { deadLetterSchema, listDeadLettersQuery } from "../../dead-letters/schema.ts";
import { getDeadLetter, listDeadLetters, replayDeadLetter } from "../../dead-letters/service.ts";
import { settings } from "../../env.ts";
import type { Listed } from "../lists.tsx";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { Badge } from "../ui/badge.tsx";
import { ButtonForm, Field } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { adminPage } from "./frame.tsx";
import { goBack, idIn } from "./going.ts";
import { adminListPage } from "./list.tsx";
import { choicesOf, UserLink } from "./names.tsx";

const words = texts.admin.dead_letters;

export type DeadLetter = Awaited<ReturnType<typeof getDeadLetter>>;

/** What a message says that it is about. */
export const kindOf = ({ type }: Pick<DeadLetter, "type">): string => type ?? words.unreadable;

/** Why it is here; what no reader knew is told by its queue's name. */
const whyOf = ({ queue }: DeadLetter): string =>
	Object.entries(words.queues).find(([name]) => name === queue)?.[1] ?? queue;

const titleOf = ({ id }: DeadLetter) => fill(words.message, { id });

function StateBadge({ letter: { status } }: { letter: DeadLetter }) {
	return <Badge tone={status === "waiting" ? "alert" : "good"}>{words.statuses[status]}</Badge>;
}

function ReplayButton({ letter: { id, status } }: { letter: DeadLetter }) {
	if (status !== "waiting") return null;
	const label = fill(words.replay_label, { id });
	return <ButtonForm action={`/admin/dead-letters/${id}/replay`} text={words.replay} label={label} />;
}

function columns(zone: string) {
	return [
		{
			head: texts.admin.id,
			cell: (letter: DeadLetter) => <a href={`/admin/dead-letters/${letter.id}`}>{titleOf(letter)}</a>,
		},
		{ head: words.kind, cell: (letter: DeadLetter) => <code>{kindOf(letter)}</code> },
		{ head: words.queue, cell: whyOf },
		{ head: words.came, cell: ({ created_at }: DeadLetter) => <Moment at={created_at} zone={zone} /> },
		{ head: texts.admin.state, cell: (letter: DeadLetter) => <StateBadge letter={letter} /> },
		{ head: texts.common.actions, cell: (letter: DeadLetter) => <ReplayButton letter={letter} /> },
	];
}

function LetterFilters({ state }: { state: Listed<DeadLetter>["filters"] }) {
	const shared = { form: "filter", state } as const;
	return (
		<>
			<Field {...shared} name="status" label={texts.admin.state} choices={choicesOf(words.statuses)} required />
			<Field {...shared} name="queue" label={words.queue} choices={choicesOf(words.queues)} required />
			<Field {...shared} name="type" label={words.kind} placeholder="alert.opened" />
			<Field {...shared} name="from" label={texts.admin.from} type="date" />
			<Field {...shared} name="to" label={texts.admin.to} type="date" />
		</>
	);
}

/** The messages that the queue gave up on. */
export const deadLetterPages = newPages();

deadLetterPages.get("/admin/dead-letters", (c) =>
	adminListPage(c, {
		title: words.title,
		lead: words.lead,
		query: listDeadLettersQuery,
		Filters: LetterFilters,
		find: listDeadLetters,
		columns,
		file: { item: deadLetterSchema, file: "dead-letters" },
	}),
);

function Letter({ letter, zone }: { letter: DeadLetter; zone: string }) {
	const { created_at, replayed_at, replayed_by, replayed_by_name } = letter;
	return (
		<>
			<section class="card" aria-label={titleOf(letter)}>
				<dl class="facts">
					<dt>{words.kind}</dt>
					<dd>
						<code>{kindOf(letter)}</code>
					</dd>
					<dt>{words.queue}</dt>
					<dd>{whyOf(letter)}</dd>
					<dt>{words.came}</dt>
					<dd>
						<Moment at={created_at} zone={zone} />
					</dd>
					<dt>{texts.admin.state}</dt>
					<dd>
						<StateBadge letter={letter} />
						{replayed_at && (
							<>
								{" "}
								<Moment at={replayed_at} zone={zone} />{" "}
								{replayed_by !== null && <UserLink id={replayed_by} name={replayed_by_name} />}
							</>
						)}
					</dd>
				</dl>
				<ReplayButton letter={letter} />
				<ZoneNote zone={zone} />
			</section>
			<section class="card" aria-labelledby="body">
				<h2 id="body">{words.body}</h2>
				<p class="hint">{words.body_hint}</p>
				<pre>{JSON.stringify(letter.body, null, 2)}</pre>
			</section>
		</>
	);
}

deadLetterPages.get("/admin/dead-letters/:id", async (c) => {
	const letter = await getDeadLetter(serviceContext(c), idIn(c));
	return adminPage(c, {
		title: titleOf(letter),
		children: <Letter letter={letter} zone={settings(c.env).clinicTimezone} />,
	});
});

deadLetterPages.post("/admin/dead-letters/:id/replay", async (c) => {
	await replayDeadLetter(serviceContext(c), idIn(c));
	return goBack(c, "/admin/dead-letters", "sent_again");
});
