import { exports } from "cloudflare:workers";

interface Cookie {
	name: string;
	value: string;
	path: string;
}

/** Where the Worker answers; everything else is on the network. */
const WORKER = "https://edgeward.test";

/** The default of RFC 6265: the folder of the address. */
const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/")) || "/";

/** A cookie as a browser reads it; `isOver` where it is to be forgotten. */
function readCookie(header: string, path: string): Cookie & { isOver: boolean } {
	const [pair = "", ...parts] = header.split(";").map((part) => part.trim());
	const attributes = new Map(
		parts.map((part) => {
			const [name = "", value = ""] = part.split("=");
			return [name.toLowerCase(), value];
		}),
	);
	const [name = ""] = pair.split("=");
	const age = attributes.get("max-age");
	const end = attributes.get("expires");
	const isOver = age === undefined ? end !== undefined && Date.parse(end) <= Date.now() : Number(age) <= 0;
	return { name, value: pair.slice(name.length + 1), path: attributes.get("path") ?? folderOf(path), isOver };
}

/** RFC 6265, 5.1.4. */
const covers = ({ path }: Cookie, asked: string) =>
	asked === path || (asked.startsWith(path) && (path.endsWith("/") || asked[path.length] === "/"));

// As in client.ts: the doors' damping counts by address.
const address = `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 256)).join(".")}`;
let browsers = 0;

/** As much of a browser as signing in with a provider takes: cookies by site and path, redirects one by one. */
export class Browser {
	private readonly jars = new Map<string, Cookie[]>();
	private readonly address = `${address}.${browsers++}`;

	/** Visits an address, or sends a form there, as a page of the same site does; `headers` may say that it is another's. */
	async visit(url: string, form?: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
		const { origin, pathname } = new URL(url);
		const cookies = this.cookies(url).map(({ name, value }) => `${name}=${value}`);
		const request = new Request(url, {
			method: form ? "POST" : "GET",
			body: form && new URLSearchParams(form),
			redirect: "manual",
			headers: {
				...(cookies.length > 0 ? { Cookie: cookies.join("; ") } : {}),
				...(origin === WORKER ? { "CF-Connecting-IP": this.address } : {}),
				...(form ? { Origin: origin } : {}),
				...headers,
			},
		});
		const response = await (origin === WORKER ? exports.default.fetch(request) : fetch(request));
		for (const header of response.headers.getSetCookie()) this.keep(origin, readCookie(header, pathname));
		return response;
	}

	/** What it would send there. */
	cookies(url: string): Cookie[] {
		const { origin, pathname } = new URL(url);
		return (this.jars.get(origin) ?? []).filter((cookie) => covers(cookie, pathname));
	}

	private keep(origin: string, { isOver, ...cookie }: ReturnType<typeof readCookie>): void {
		const others = (this.jars.get(origin) ?? []).filter(
			({ name, path }) => name !== cookie.name || path !== cookie.path,
		);
		this.jars.set(origin, isOver ? others : [...others, cookie]);
	}
}
