import { isPublicName } from "../http/address.ts";

const LONGEST = 2000;
const PORTS = ["", "80", "443", "8080", "8443"];

/**
 * What is wrong with the address of a webhook, undefined where nothing is. A name is not looked up: it may lead to a
 * private address, which a Worker in production cannot reach; workerd on one's own machine could.
 */
export function addressFault(text: string, allowPrivate: boolean): string | undefined {
	const url = URL.parse(text);
	if (!url || text.length > LONGEST) return "must be an address such as https://hooks.example.org/edgeward";
	if (url.username !== "" || url.password !== "") return "must not have a name or a password in it";
	if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) return "must begin with https://";
	if (allowPrivate) return undefined;
	if (!isPublicName(url.hostname)) return "must be on the public internet";
	return PORTS.includes(url.port) ? undefined : "must have one of the ports 80, 443, 8080 and 8443";
}
