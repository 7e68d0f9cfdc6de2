import { serviceContext, signedInContext } from "../../auth/authenticate.ts";
import { ROLES } from "../../auth/roles.ts";
import { settings } from "../../env.ts";
import { checked } from "../../http/checked.ts";
import { flushOutbox } from "../../outbox/service.ts";
import {
	activateUser,
	approveUser,
	deactivateUser,
	editUser,
	signOutUser,
	verifyUser,
} from "../../users/administration.ts";
import { editUserBody } from "../../users/schema.ts";
import { getUser } from "../../users/service.ts";
import { goOn, sentFields, sentList, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { texts } from "../texts.ts";
import { Choices, EMPTY_FORM, Field, FormFault, type FormState } from "../ui/form.tsx";
import { Moment, ZoneNote } from "../ui/time.tsx";
import { adminPage } from "./frame.tsx";
import { goBack, idIn, versionIn } from "./going.ts";
import { choicesOf } from "./names.tsx";
import { Standing } from "./standing.tsx";
import { calledName, type User } from "./users.tsx";

const words = texts.admin.users;

const FIELDS = ["first_name", "last_name", "email", "phone_number", "gender", "date_of_birth", "roles"] as const;

function EditUser({ user, state, roles }: { user: User; state: FormState; roles: readonly string[] }) {
	const shared = { form: "user", state } as const;
	const { values } = state;
	return (
		<form method="post" action={`/admin/users/${user.id}`} class="card" aria-labelledby="edit-user">
			<h2 id="edit-user">{words.edit}</h2>
			<FormFault state={state} fields={FIELDS} />
			<input type="hidden" name="version" value={values.version ?? user.version} />
			<div class="fields">
				<Field {...shared} name="first_name" label={words.first_name} value={user.first_name} />
				<Field {...shared} name="last_name" label={words.last_name} value={user.last_name} />
				<Field {...shared} name="email" label={words.email} value={user.email} type="email" />
				<Field {...shared} name="phone_number" label={words.phone} value={user.phone_number} type="tel" />
				<Field
					{...shared}
					name="gender"
					label={words.gender}
					value={user.gender}
					choices={choicesOf(words.genders, texts.common.unknown)}
				/>
				<Field {...shared} name="date_of_birth" label={words.born} value={user.date_of_birth} type="date" />
			</div>
			<Choices
				form="user"
				name="roles"
				legend={words.roles}
				hint={words.roles_hint}
				choices={ROLES.map((role) => [role, texts.roles[role]])}
				chosen={roles}
				state={state}
			/>
			<div class="actions">
				<button type="submit" class="primary">
					{texts.common.save}
				</button>
			</div>
		</form>
	);
}

function Facts({ user, zone }: { user: User; zone: string }) {
	const { patient_id: patient, doctor_id: doctor } = user;
	return (
		<section class="card" aria-labelledby="facts">
			<h2 id="facts">{user.username}</h2>
			<dl class="facts">
				<dt>{texts.admin.id}</dt>
				<dd>{user.id}</dd>
				<dt>{words.registered}</dt>
				<dd>
					<Moment at={user.created_at} zone={zone} />
				</dd>
				<dt>{words.last_login}</dt>
				<dd>{user.last_login ? <Moment at={user.last_login} zone={zone} /> : texts.admin.never}</dd>
			</dl>
			<ul class="links">
				{patient !== null && (
					<li>
						<a href={`/patients/${patient}`}>{words.as_patient}</a>
					</li>
				)}
				{doctor !== null && (
					<li>
						<a href={`/admin/doctors/${doctor}`}>{words.as_doctor}</a>
					</li>
				)}
				<li>
					<a href={`/admin/audit?actor=${user.id}`}>{words.trail}</a>
				</li>
			</ul>
			<ZoneNote zone={zone} />
		</section>
	);
}

/** One user: who they are, and what an admin may decide of them. */
export const userPages = newPages();

type Context = Parameters<typeof adminPage>[0];

async function userPage(
	c: Context,
	state: FormState,
	status?: Parameters<typeof adminPage>[2],
	roles?: readonly string[],
) {
	const context = serviceContext(c);
	const user = await getUser(context, idIn(c));
	// Who was told that somebody else was faster may overwrite it with the next press.
	const version = status === 412 ? String(user.version) : undefined;
	const shown = version ? { ...state, message: texts.admin.stale, values: { ...state.values, version } } : state;
	const zone = settings(c.env).clinicTimezone;
	return adminPage(
		c,
		{
			title: calledName(user),
			children: (
				<div class="grid">
					<div class="stack">
						<Standing user={user} isSelf={user.id === context.actor.id} />
						<Facts user={user} zone={zone} />
					</div>
					<EditUser user={user} state={shown} roles={roles ?? user.roles} />
				</div>
			),
		},
		status,
	);
}

userPages.get("/admin/users/:id", (c) => userPage(c, EMPTY_FORM));

userPages.post("/admin/users/:id", async (c) => {
	const [fields, roles] = [await sentFields(c), await sentList(c, "roles")];
	return submit(
		fields,
		async () => {
			const id = idIn(c);
			await editUser(signedInContext(c), id, checked(editUserBody, { ...fields, roles }), versionIn(fields));
			c.executionCtx.waitUntil(flushOutbox(c.env));
			return goOn(c, `/admin/users/${id}`, "saved");
		},
		(state, status) => userPage(c, state, status, roles),
	);
});

const decline = (context: Parameters<typeof editUser>[0], id: number) =>
	editUser(context, id, { requested_user_type: null });
const unverify = (context: Parameters<typeof editUser>[0], id: number) => editUser(context, id, { is_verified: false });

const DECISIONS = [
	["approve", approveUser, "approved"],
	["decline", decline, "declined"],
	["verify", verifyUser, "verified"],
	["unverify", unverify, "saved"],
	["deactivate", deactivateUser, "deactivated"],
	["activate", activateUser, "activated"],
	["sign-out", signOutUser, "left"],
] as const;

for (const [name, decide, done] of DECISIONS)
	userPages.post(`/admin/users/:id/${name}`, async (c) => {
		const id = idIn(c);
		await decide(signedInContext(c), id);
		return goBack(c, `/admin/users/${id}`, done);
	});
