type Address = { version: 4; bytes: number[] } | { version: 6; groups: number[] };

/** `1:2` of `1:2::3` as numbers. */
const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));

/** Reads an IP address, however it is written; an IPv4 address in IPv6's clothes is the IPv4 address. */
function read(text: string): Address | undefined {
	const mapped = /^\d+(\.\d+){3}$/.test(text) ? `::ffff:${text}` : text;
	// The parser of URLs knows every spelling; what it gets must not be able to leave the brackets.
	if (!mapped.includes(":") || !/^[\da-f:.]+$/i.test(mapped)) return undefined;
	const hostname = URL.parse(`http://[${mapped}]`)?.hostname;
	if (hostname === undefined) return undefined;
	const [head = [], tail = []] = hostname.slice(1, -1).split("::").map(numbers);
	const groups = [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
	const [high = 0, low = 0] = groups.slice(6);
	if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
		return { version: 4, bytes: [high >> 8, high & 255, low >> 8, low & 255] };
	return { version: 6, groups };
}

/**
 * Who counts as one for a limit: an IPv4 address, or the /64 network of an IPv6 address, because each household has as
 * many addresses in its own as it likes. What is no address stays as it is.
 */
export function networkOf(address: string): string {
	const found = read(address);
	if (!found) return address;
	if (found.version === 4) return found.bytes.join(".");
	const network = found.groups.slice(0, 4).map((group) => group.toString(16));
	return `${network.join(":")}::/64`;
}

/** A hostname as URLs have it, without what does not matter: case, a last dot, the brackets of an IPv6 address. */
const plain = (hostname: string) =>
	hostname
		.toLowerCase()
		.replace(/\.$/, "")
		.replace(/^\[(.*)\]$/, "$1");

/** Whether a hostname means the very machine that asks. */
export function isLoopback(hostname: string): boolean {
	const name = plain(hostname);
	if (name === "localhost" || name.endsWith(".localhost")) return true;
	const address = read(name);
	if (address?.version === 4) return address.bytes[0] === 127;
	return address?.groups.join(":") === "0:0:0:0:0:0:0:1";
}

function isPrivate(address: Address): boolean {
	if (address.version === 6) {
		const [first = 0] = address.groups;
		return (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfe80;
	}
	const [a = 0, b = 0] = address.bytes;
	return a === 10 || (a === 172 && b >> 4 === 1) || (a === 192 && b === 168) || (a === 169 && b === 254);
}

/** Whether a hostname means this machine or its own network, where nobody has a certificate. */
export function isLocalHost(hostname: string): boolean {
	const name = plain(hostname);
	if (isLoopback(name) || name.endsWith(".local")) return true;
	const address = read(name);
	return address !== undefined && isPrivate(address);
}

/** Nets of IPv4 where nobody lives whom the public internet could mean, by the IANA registry of special addresses. */
const SPECIAL_NETS: readonly (readonly [first: string, bits: number])[] = [
	...([
		["0.0.0.0", 8],
		["10.0.0.0", 8],
		["100.64.0.0", 10],
		["127.0.0.0", 8],
		["169.254.0.0", 16],
	] as const),
	...([
		["172.16.0.0", 12],
		["192.0.0.0", 24],
		["192.0.2.0", 24],
		["192.88.99.0", 24],
		["192.168.0.0", 16],
	] as const),
	...([
		["198.18.0.0", 15],
		["198.51.100.0", 24],
		["203.0.113.0", 24],
		["224.0.0.0", 4],
		["240.0.0.0", 4],
	] as const),
];

const asNumber = (bytes: readonly number[]) => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const netOf = (address: number, bits: number) => Math.floor(address / 2 ** (32 - bits));

function isPublic(address: Address): boolean {
	if (address.version === 4) {
		const number = asNumber(address.bytes);
		return !SPECIAL_NETS.some(
			([first, bits]) => netOf(number, bits) === netOf(asNumber(first.split(".").map(Number)), bits),
		);
	}
	const [first = 0, second = 0] = address.groups;
	// Of 2000::/3, where the internet is: without IETF's own nets, documentation, and 6to4, which hides an IPv4 address.
	const isSpecial = (first === 0x2001 && (second < 0x200 || second === 0xdb8)) || first === 0x2002;
	return first >> 13 === 1 && !isSpecial && !(first === 0x3fff && second < 0x1000);
}

const PRIVATE_NAMES = [".localhost", ".local", ".internal", ".home.arpa"];

/** Whether a hostname can be meant for the public internet: no special address, and no name that only a house knows. */
export function isPublicName(hostname: string): boolean {
	const name = plain(hostname);
	const address = read(name);
	if (address) return isPublic(address);
	const labels = name.split(".");
	return labels.length > 1 && !labels.includes("") && !PRIVATE_NAMES.some((ending) => name.endsWith(ending));
}
