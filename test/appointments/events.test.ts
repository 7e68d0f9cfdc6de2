import { afterEach, describe, expect, it, vi } from "vitest";
import { del, get, patch, post } from "../support/client.ts";
import type { TestUser } from "../support/factories.ts";
import { eachMinute } from "../support/mailbox.ts";
import { book, booked, monday, newPractice, PATH } from "./diary.ts";

afterEach(() => vi.restoreAllMocks());

interface Told {
	notification_type: string;
	message: string;
	data: { starts_at: string };
}

/** The newest so many appointment messages of an inbox, the oldest first. */
async function told({ token }: TestUser, count: number): Promise<Told[]> {
	await eachMinute();
	const inbox = async () =>
		(await get("/api/notifications/?page_size=100", token)).body.results.filter(({ notification_type }: Told) =>
			notification_type.startsWith("APPOINTMENT"),
		);
	await vi.waitFor(async () => expect(await inbox()).toHaveLength(count), 10_000);
	return (await inbox()).toReversed();
}

const types = async (user: TestUser, expected: string[]) =>
	expect((await told(user, expected.length)).map(({ notification_type }) => notification_type)).toEqual(
		expected.map((name) => `APPOINTMENT_${name}`),
	);

describe("the others hear", () => {
	it("of a booking: both of somebody else's, the other one of one's own", async () => {
		const practice = await newPractice();
		await booked(practice, monday("09:00"));
		const [message] = await told(practice.patient, 1);
		expect(message).toMatchObject({
			...{ notification_type: "APPOINTMENT_BOOKED", data: { starts_at: monday("09:00") } },
			message: "Pat Doe and Dora: Monday, 7 January 2030 at 09:00 (UTC).",
		});
		await types(practice.doctor, ["BOOKED"]);
		await book(practice, monday("10:00"), {}, practice.patient.token);
		await types(practice.doctor, ["BOOKED", "BOOKED"]);
		await types(practice.patient, ["BOOKED"]);
	});

	it("of a move, a cancellation and its end, and of nothing else", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"));
		const edit = async (body: object, { token }: TestUser = practice.doctor) => {
			expect(await patch(`${PATH}${id}/`, body, token)).toMatchObject({ status: 200 });
			await eachMinute();
		};
		await edit({ start: monday("11:00") });
		await edit({ notes: "fasting" });
		await edit({ status: "cancelled" });
		await edit({ status: "cancelled" });
		await edit({ status: "scheduled" }, practice.admin);
		await types(practice.patient, ["BOOKED", "MOVED", "CANCELLED", "BOOKED"]);
		expect((await told(practice.patient, 4))[1]?.data.starts_at).toBe(monday("11:00"));
		await types(practice.doctor, ["BOOKED", "BOOKED"]);
	});

	it("of a deletion, and of a return", async () => {
		const practice = await newPractice();
		const { id } = await booked(practice, monday("09:00"));
		await del(`${PATH}${id}/`, practice.patient.token);
		await types(practice.doctor, ["BOOKED", "CANCELLED"]);
		await post(`${PATH}${id}/restore/`, {}, practice.admin.token);
		await types(practice.doctor, ["BOOKED", "CANCELLED", "BOOKED"]);
	});

	it("of the doctor who has gone", async () => {
		const practice = await newPractice();
		await booked(practice, monday("09:00"));
		await booked(practice, monday("10:00"));
		await del(`/api/doctors/${practice.doctor.doctorId}/`, practice.admin.token);
		await types(practice.patient, ["BOOKED", "BOOKED", "CANCELLED", "CANCELLED"]);
	});
});
