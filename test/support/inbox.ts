import { vi } from "vitest";
import { get } from "./client.ts";

export interface Notification {
	id: number;
	notification_type: string;
	title: string;
	message: string;
	is_read: boolean;
	data: Record<string, unknown>;
}

export const inbox = async (token: string): Promise<Notification[]> =>
	(await get("/api/notifications/", token)).body.results;

/** The inbox, once the queue has brought as many notifications. */
export const arrived = (token: string, count: number) =>
	vi.waitFor(
		async () => {
			const found = await inbox(token);
			if (found.length !== count) throw new Error(`expected ${count} notifications: ${JSON.stringify(found)}`);
			return found;
		},
		{ timeout: 20_000, interval: 50 },
	);
