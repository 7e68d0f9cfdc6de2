import { serviceContext } from "../../auth/authenticate.ts";
import { createDoctor, editDoctor } from "../../doctors/editing.ts";
import { deleteDoctor, getDoctor } from "../../doctors/service.ts";
import { settings } from "../../env.ts";
import { flushOutbox } from "../../outbox/service.ts";
import { goOn, sentFields, submit } from "../forms.ts";
import { newPages } from "../router.ts";
import { fill, texts } from "../texts.ts";
import { ButtonForm, EMPTY_FORM, type FormState } from "../ui/form.tsx";
import { DoctorForm, doctorIn } from "./doctor-form.tsx";
import { type Doctor, VerifiedBadge } from "./doctors.tsx";
import { adminPage } from "./frame.tsx";
import { idIn, versionIn } from "./going.ts";

const words = texts.admin.doctors;
const users = texts.admin.users;

type Context = Parameters<typeof adminPage>[0];
type Status = Parameters<typeof adminPage>[2];

const zoneOf = (c: Context) => settings(c.env).clinicTimezone;

function Standing({ doctor }: { doctor: Doctor }) {
	const { id, name, user } = doctor;
	return (
		<section class="card" aria-labelledby="standing">
			<h2 id="standing">{users.standing}</h2>
			<span class="badges">
				<VerifiedBadge doctor={doctor} />
			</span>
			{user !== null && !doctor.is_verified && (
				<div class="decision">
					<ButtonForm
						action={`/admin/users/${user}/verify`}
						text={users.verify}
						label={fill(users.verify_label, { name })}
					/>
					<p class="hint">{users.verify_hint}</p>
				</div>
			)}
			<ul class="links">
				{user !== null && (
					<li>
						<a href={`/admin/users/${user}`}>{words.login}</a>
					</li>
				)}
				<li>
					<a href={`/admin/mappings?doctor=${id}`}>{words.patients}</a>
				</li>
				<li>
					<a href={`/admin/appointments?doctor=${id}`}>{words.schedule}</a>
				</li>
			</ul>
			<div class="decision">
				<ButtonForm
					action={`/admin/doctors/${id}/delete`}
					text={words.delete}
					label={fill(words.delete_label, { name })}
					fields={{ version: doctor.version }}
					confirm={fill(words.delete_confirm, { name })}
					kind="danger"
				/>
				<p class="hint">{words.delete_hint}</p>
			</div>
		</section>
	);
}

function newDoctorPage(c: Context, state: FormState, status?: Status) {
	const form = <DoctorForm action="/admin/doctors" state={state} zone={zoneOf(c)} />;
	return adminPage(c, { title: words.new, children: form }, status);
}

async function doctorPage(c: Context, state: FormState, status?: Status) {
	const doctor = await getDoctor(serviceContext(c), idIn(c));
	// Who was told that somebody else was faster may overwrite it with the next press.
	const version = status === 412 ? String(doctor.version) : undefined;
	const shown = version ? { ...state, message: texts.admin.stale, values: { ...state.values, version } } : state;
	return adminPage(
		c,
		{
			title: doctor.name || fill(texts.admin.doctor_label, { id: doctor.id }),
			children: (
				<div class="grid aside">
					<Standing doctor={doctor} />
					<DoctorForm doctor={doctor} action={`/admin/doctors/${doctor.id}`} state={shown} zone={zoneOf(c)} />
				</div>
			),
		},
		status,
	);
}

/** One doctor: to add, to edit, to delete. */
export const doctorPages = newPages();

doctorPages.get("/admin/doctors/new", (c) => newDoctorPage(c, EMPTY_FORM));

doctorPages.post("/admin/doctors", async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const { id } = await createDoctor(serviceContext(c), doctorIn(fields));
			return goOn(c, `/admin/doctors/${id}`, "saved");
		},
		(state, status) => newDoctorPage(c, state, status),
	);
});

doctorPages.get("/admin/doctors/:id", (c) => doctorPage(c, EMPTY_FORM));

doctorPages.post("/admin/doctors/:id", async (c) => {
	const fields = await sentFields(c);
	return submit(
		fields,
		async () => {
			const id = idIn(c);
			await editDoctor(serviceContext(c), id, doctorIn(fields), versionIn(fields));
			return goOn(c, `/admin/doctors/${id}`, "saved");
		},
		(state, status) => doctorPage(c, state, status),
	);
});

doctorPages.post("/admin/doctors/:id/delete", async (c) => {
	await deleteDoctor(serviceContext(c), idIn(c), versionIn(await sentFields(c)));
	c.executionCtx.waitUntil(flushOutbox(c.env));
	return goOn(c, "/admin/doctors", "removed");
});
