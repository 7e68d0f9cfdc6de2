import { describe, expect, it } from "vitest";
import { arrived, inbox } from "../support/inbox.ts";
import { anotherDoctor, newCircle } from "../support/relations.ts";
import { byDoctor, byPatient, comment } from "./scene.ts";

describe("a new record", () => {
	it("of the patient reaches the doctor in charge once, through the queue", async () => {
		const circle = await newCircle({ first_name: "Ada", last_name: "Byron" });
		const { id } = await byPatient(circle);
		const { people, patient } = circle;
		const [found] = await arrived(people["mapped doctor"].token, 1);
		expect(found).toMatchObject({
			notification_type: "NEW_RECORD",
			message: "There is a new health record of Ada Byron.",
			data: { event_id: `record.created:${id}`, patient_id: patient, record_id: id, actor_id: people.self.id },
		});
		for (const relation of ["admin", "owner", "self", "formerly mapped doctor"] as const)
			expect(await inbox(people[relation].token)).toEqual([]);
	});

	it("of the doctor in charge does not come back to them", async () => {
		const circle = await newCircle();
		const { token } = circle.people["mapped doctor"];
		await byDoctor(circle);
		// One that does arrive shows that the inbox is not merely slow.
		await byPatient(circle);
		const [found] = await arrived(token, 1);
		expect(found?.data.actor_id).toBe(circle.people.self.id);
	});

	it("reaches the newest doctor in charge where there are several", async () => {
		const circle = await newCircle();
		const newest = await anotherDoctor(circle.patient);
		await byPatient(circle);
		await arrived(newest.token, 1);
		expect(await inbox(circle.people["mapped doctor"].token)).toEqual([]);
	});
});

describe("a comment", () => {
	it("reaches the patient, unless it is private", async () => {
		const circle = await newCircle();
		const { id } = await byPatient(circle);
		const { people } = circle;
		await comment(people["mapped doctor"].token, id, true);
		const text = await comment(people["mapped doctor"].token, id, false);
		const [found] = await arrived(people.self.token, 1);
		expect(found).toMatchObject({
			notification_type: "COMMENT_ADDED",
			data: { type: "comment.added", patient_id: circle.patient, record_id: id, actor_id: people["mapped doctor"].id },
		});
		// What it says stays where the rules of who may read it hold.
		expect(JSON.stringify(found)).not.toContain(text);
		expect(await inbox(people.owner.token)).toEqual([]);
	});
});
