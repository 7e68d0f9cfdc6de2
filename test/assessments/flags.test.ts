import { beforeAll, describe, expect, it } from "vitest";
import { patch, post } from "../support/client.ts";
import { arrived, inbox } from "../support/inbox.ts";
import { anotherDoctor, newCircle } from "../support/relations.ts";
import { builtIn, type Form } from "./forms.ts";

let form: Form;
beforeAll(async () => {
	const { people } = await newCircle();
	form = await builtIn("PHQ-9", people.admin.token);
});

/** "Not at all" to all, but for the ninth item, on self-harm. */
const resultsWith = (ninth: number) =>
	form.questions.map(({ id, flag, answers }) => ({
		...{ question: id, answer: answers.find(({ points }) => points === (flag === "self_harm" ? ninth : 0))?.id },
	}));

describe("an answer on self-harm", () => {
	it("reaches the doctors of the patient who do not know of it yet, and nobody else", async () => {
		const circle = await newCircle({ first_name: "Ada", last_name: "Byron" });
		const { people, patient } = circle;
		const colleague = await anotherDoctor(patient);
		const body = { assessment_type: form.id, patient, results: resultsWith(1) };
		const assessment = (await post("/api/assessments/", body, people["mapped doctor"].token)).body;
		expect(assessment).toMatchObject({ severity: "minimal", flags: ["self_harm"] });
		const [found] = await arrived(colleague.token, 1);
		expect(found).toMatchObject({
			...{ notification_type: "ASSESSMENT_FLAGGED", title: "Look at once: Ada Byron" },
			data: { assessment_id: assessment.id, patient_id: patient, actor_id: people["mapped doctor"].id },
		});
		// What was answered stays where the rules of who may read it hold.
		expect(JSON.stringify(found)).not.toMatch(/harm|minimal/);
		for (const { token } of Object.values(people)) expect(await inbox(token)).toEqual([]);
	});

	it("does so as well where a correction brings it, once", async () => {
		const { people, patient } = await newCircle();
		const body = { assessment_type: form.id, patient, results: resultsWith(0) };
		const { id, version } = (await post("/api/assessments/", body, people.admin.token)).body;
		for (const ninth of [1, 2]) {
			const answer = await patch(`/api/assessments/${id}/`, { results: resultsWith(ninth) }, people.admin.token);
			expect(answer).toMatchObject({ status: 200, body: { flags: ["self_harm"] } });
		}
		// One that does arrive after it shows that a second one is not merely slow.
		await post("/api/assessments/", { ...body, results: resultsWith(3) }, people.admin.token);
		const found = await arrived(people["mapped doctor"].token, 2);
		expect(found.map(({ data }) => data.event_id)).toContain(`assessment.flagged:${id}:${version + 1}`);
	});
});
