import type { Context } from "hono";
import { serviceContext } from "../../auth/authenticate.ts";
import { type Action, may, type PatientRight, patientRight } from "../../auth/policy.ts";
import type { ServiceContext } from "../../auth/service-context.ts";
import { checked } from "../../http/checked.ts";
import { idParam } from "../../http/route.ts";
import type { submit } from "../forms.ts";
import { type Faced, facedPatient, type Patient } from "../patient/frame.tsx";
import type { ConsoleEnv } from "../session/visit.ts";

/** How a form that people can mend is refused. */
export type RefusedStatus = Parameters<Parameters<typeof submit>[2]>[1];

/** A visit to one patient's page: whose it is, who visits, and what they may change. */
export interface Visit extends Faced {
	context: ServiceContext;
	right: PatientRight;
	/** Whether the visitor is the patient. */
	isSelf: boolean;
	/** The address of the patient's page. */
	path: string;
}

/** The patient's ties to users, as the rights ask for them. */
export const tiesOf = ({ owner, user }: Patient) => ({ ownerId: owner, userId: user });

/** The visit that an address below `PATIENT` asks for. Throws `not_found` for a patient out of sight. */
export async function visitTo(c: Context<ConsoleEnv>): Promise<Visit> {
	const context = serviceContext(c);
	const head = await facedPatient(c);
	const { patient } = head;
	return {
		...head,
		context,
		right: patientRight(context.actor, tiesOf(patient)),
		isSelf: patient.user === context.actor.id,
		path: `/patients/${patient.id}`,
	};
}

/** The number that a part of the address is. */
export const numberIn = (c: Context<ConsoleEnv>, name: string): number =>
	checked(idParam, { id: c.req.param(name) }).id;

/** Whether the visitor may write into what all who care for a patient write: not, who only looks on. */
export const mayWrite = ({ context, right }: Visit, action: Action): boolean =>
	right !== "none" && may(context.actor, action);
