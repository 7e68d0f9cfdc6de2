import { describe, expect, it } from "vitest";
import { addressFault } from "../../src/webhooks/address.ts";

const ELSEWHERE = /public internet/;

describe("the address of a webhook", () => {
	it.each([
		"https://hooks.example.org/edgeward",
		"https://hooks.example.org:8443/a?b=c",
		"https://hooks.example.org:443",
		"https://hooks.example.org:8080",
		"https://hooks.example.org:80",
		"https://EXAMPLE.org./x",
		"https://1.1.1.1/",
		"https://8.8.8.8/",
		"https://172.15.0.1/",
		"https://172.32.0.1/",
		"https://100.63.255.255/",
		"https://100.128.0.0/",
		"https://198.17.0.1/",
		"https://198.20.0.1/",
		"https://223.255.255.255/",
		"https://[2606:4700:4700::1111]/",
		"https://[2001:200::1]/",
		"https://[::ffff:8.8.8.8]/",
		"https://xn--bcher-kva.example/",
	])("may be %s", (url) => {
		expect(addressFault(url, false)).toBeUndefined();
	});

	it.each([
		// This machine, however it is spelled.
		"https://127.0.0.1/",
		"https://127.1/",
		"https://2130706433/",
		"https://0x7f000001/",
		"https://0177.0.0.1/",
		"https://0x7f.1/",
		"https://127.0.0.1./",
		"https://①②⑦.0.0.1/",
		"https://0/",
		"https://0.0.0.0/",
		"https://0.1.2.3/",
		"https://[::1]/",
		"https://[::]/",
		"https://[0:0:0:0:0:0:0:1]/",
		"https://[::ffff:127.0.0.1]/",
		"https://[::ffff:7f00:1]/",
		"https://[::127.0.0.1]/",
		"https://localhost/",
		"https://LOCALHOST/",
		"https://localhost./",
		"https://api.localhost/",
		// Private and shared nets, and what cloud providers hide behind link-local addresses.
		"https://10.0.0.1/",
		"https://10.255.255.255/",
		"https://172.16.0.1/",
		"https://172.31.255.255/",
		"https://192.168.1.20/",
		"https://169.254.169.254/latest/meta-data/",
		"https://100.64.0.1/",
		"https://100.127.255.255/",
		"https://[fc00::1]/",
		"https://[fd12:3456::1]/",
		"https://[fe80::1]/",
		"https://[fec0::1]/",
		"https://[::ffff:10.0.0.1]/",
		"https://[::ffff:169.254.169.254]/",
		// Reserved, for documentation, for tests, for many.
		"https://192.0.0.1/",
		"https://192.0.2.1/",
		"https://192.88.99.1/",
		"https://198.18.0.1/",
		"https://198.19.255.255/",
		"https://198.51.100.1/",
		"https://203.0.113.1/",
		"https://224.0.0.1/",
		"https://239.255.255.255/",
		"https://240.0.0.1/",
		"https://255.255.255.255/",
		"https://[ff02::1]/",
		"https://[100::1]/",
		"https://[2001:db8::1]/",
		"https://[3fff::1]/",
		// IPv4 in IPv6's clothes: NAT64, 6to4, Teredo.
		"https://[64:ff9b::7f00:1]/",
		"https://[64:ff9b::10.0.0.1]/",
		"https://[2002:7f00:1::]/",
		"https://[2001:0:7f00:1::]/",
		// Names that only a house knows.
		"https://intranet/",
		"https://printer.local/",
		"https://metadata.google.internal/",
		"https://metadata.google.internal./",
		"https://router.home.arpa/",
		"https://example.org../",
	])("must not lead to our own house: %s", (url) => {
		expect(addressFault(url, false)).toMatch(ELSEWHERE);
	});

	it.each([
		["http://hooks.example.org/", /https/],
		["ftp://hooks.example.org/", /https/],
		["file:///etc/passwd", /https/],
		["https://ada:secret@hooks.example.org/", /name or a password/],
		["https://ada@hooks.example.org/", /name or a password/],
		["https://hooks.example.org@127.0.0.1/", /name or a password/],
		["https://hooks.example.org:22/", /ports/],
		["https://hooks.example.org:6379/", /ports/],
		["hooks.example.org", /address such as/],
		["https://", /address such as/],
		["https://exa mple.org/", /address such as/],
		["https://1.2.3.256/", /address such as/],
		[`https://hooks.example.org/${"x".repeat(2000)}`, /address such as/],
	])("is refused: %s", (url, reason) => {
		expect(addressFault(url, false)).toMatch(reason);
	});

	it.each([
		"http://localhost:9000/hook",
		"http://192.168.1.20/",
		"https://[::1]:4433/",
		"http://hooks.local:3000/",
	])("may lead to a laptop where the settings say so: %s", (url) => {
		expect(addressFault(url, false)).toBeDefined();
		expect(addressFault(url, true)).toBeUndefined();
	});

	it.each(["ftp://localhost/", "http://ada:secret@localhost/", "localhost:9000"])("even then not %s", (url) => {
		expect(addressFault(url, true)).toBeDefined();
	});
});
