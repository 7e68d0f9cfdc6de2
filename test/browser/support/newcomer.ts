import { type Api, apiWith } from "./api.ts";

/** A new patient with a device. */
export interface Newcomer {
	id: number;
	/** Posts a reading of their device; ago in seconds. */
	measure(heartRate: number, ago?: number): Promise<void>;
}

const MINUTE_SECONDS = 60;

/** Creates a patient, who then belongs to whose `api` it is. */
export async function newPatient(
	url: string,
	api: Api,
	name: { first_name: string; last_name?: string },
): Promise<Newcomer> {
	const { id } = await api.post("patients/", name);
	const device = await api.post("devices/", { device_id: `watch-of-${id}`, patient: id });
	const { token } = await api.post(`devices/${device.id}/token/`, {});
	const watch = apiWith(url, token);
	const measure = async (heart_rate: number, ago = 0) => {
		await watch.post("heart-rate/", { heart_rate, recorded_at: new Date(Date.now() - ago * 1000).toISOString() });
	};
	return { id, measure };
}

/** A heart that was too fast for so long that an alert opens. */
export async function raceHeart({ measure }: Newcomer, heartRate = 140): Promise<void> {
	for (let ago = 6 * MINUTE_SECONDS; ago >= 0; ago -= 30) await measure(heartRate, ago);
}
