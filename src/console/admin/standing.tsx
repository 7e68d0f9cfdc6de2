import type { Child } from "hono/jsx";
import { fill, texts } from "../texts.ts";
import { ButtonForm } from "../ui/form.tsx";
import { ApproveButton, calledName, StandingBadges, type User } from "./users.tsx";

const words = texts.admin.users;

/** A decision with what it means. */
function Decision({ hint, children }: { hint: string; children: Child }) {
	return (
		<div class="decision">
			{children}
			<p class="hint">{hint}</p>
		</div>
	);
}

function Waiting({ user, name }: { user: User; name: string }) {
	if (!user.requested_user_type) return null;
	const role = texts.roles[user.requested_user_type];
	return (
		<div class="actions">
			<ApproveButton user={user} />
			<ButtonForm
				action={`/admin/users/${user.id}/decline`}
				text={words.decline}
				label={fill(words.decline_label, { name, role })}
				confirm={fill(words.decline_confirm, { name, role })}
				kind="danger"
			/>
		</div>
	);
}

function Verification({ user, name }: { user: User; name: string }) {
	const [path, text, label, hint] = user.is_verified
		? ["unverify", words.unverify, words.unverify_label, words.unverify_hint]
		: ["verify", words.verify, words.verify_label, words.verify_hint];
	return (
		<Decision hint={hint}>
			<ButtonForm action={`/admin/users/${user.id}/${path}`} text={text} label={fill(label, { name })} />
		</Decision>
	);
}

function Access({ user, name }: { user: User; name: string }) {
	const path = `/admin/users/${user.id}`;
	return (
		<>
			<Decision hint={words.sign_out_hint}>
				<ButtonForm
					action={`${path}/sign-out`}
					text={words.sign_out}
					label={fill(words.sign_out_label, { name })}
					confirm={fill(words.sign_out_confirm, { name })}
				/>
			</Decision>
			{user.is_active ? (
				<Decision hint={words.deactivate_hint}>
					<ButtonForm
						action={`${path}/deactivate`}
						text={words.deactivate}
						label={fill(words.deactivate_label, { name })}
						confirm={fill(words.deactivate_confirm, { name })}
						kind="danger"
					/>
				</Decision>
			) : (
				<Decision hint={words.activate_hint}>
					<ButtonForm action={`${path}/activate`} text={words.activate} label={fill(words.activate_label, { name })} />
				</Decision>
			)}
		</>
	);
}

/** What is decided of a user, and the buttons that decide otherwise. Nobody shuts themself out. */
export function Standing({ user, isSelf }: { user: User; isSelf: boolean }) {
	const name = calledName(user);
	return (
		<section class="card" aria-labelledby="standing">
			<h2 id="standing">{words.standing}</h2>
			<StandingBadges user={user} />
			<Waiting user={user} name={name} />
			<Verification user={user} name={name} />
			{isSelf ? (
				<p class="hint">
					{words.self} <a href="/account">{words.account}</a>
				</p>
			) : (
				<Access user={user} name={name} />
			)}
		</section>
	);
}
