import { request } from "../../system/server.ts";

// biome-ignore lint/suspicious/noExplicitAny: bodies are asserted field by field
type Body = any;

/** The API, as somebody who has signed in calls it. A refusal is an error. */
export interface Api {
	get(path: string): Promise<Body>;
	post(path: string, body: object): Promise<Body>;
	delete(path: string): Promise<void>;
}

/** Calls the API with a token: a device's, or one of a session. */
export function apiWith(url: string, token: string | null): Api {
	const call = async (path: string, body?: object) => {
		const answer = await request(`${url}/api/${path}`, token, body);
		if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
		return answer.body;
	};
	return {
		get: (path) => call(path),
		post: call,
		delete: async (path) => {
			const headers = { Authorization: `Bearer ${token}` };
			const { ok, status } = await fetch(`${url}/api/${path}`, { method: "DELETE", headers });
			if (!ok) throw new Error(`${path}: ${status}`);
		},
	};
}

/** Signs in at the API. */
export async function apiOf(url: string, username: string, password: string): Promise<Api> {
	const { access } = await apiWith(url, null).post("auth/login/", { username, password });
	return apiWith(url, access);
}
