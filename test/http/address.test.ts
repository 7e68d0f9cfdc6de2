import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLocalHost, isLoopback, networkOf } from "../../src/http/address.ts";

describe("the network of an address", () => {
	it.each([
		["203.0.113.7", "203.0.113.7"],
		["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
		["2001:DB8:1:2:ffff::1", "2001:db8:1:2::/64"],
		["2001:0db8:0001:0002:0000:0000:0000:0001", "2001:db8:1:2::/64"],
		["2001:db8::1", "2001:db8:0:0::/64"],
		["2001:db8:1::5:6:7:8", "2001:db8:1:0::/64"],
		["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
		["::2:3:4:5:6:7:8", "0:2:3:4::/64"],
		["::1", "0:0:0:0::/64"],
		["::", "0:0:0:0::/64"],
		["64:ff9b::192.0.2.33", "64:ff9b:0:0::/64"],
		["::ffff:1.2.3.4", "1.2.3.4"],
		["::FFFF:102:304", "1.2.3.4"],
		["0:0:0:0:0:ffff:1.2.3.4", "1.2.3.4"],
		["::ffff:255.255.255.255", "255.255.255.255"],
	])("%s is %s", (address, network) => {
		expect(networkOf(address)).toBe(network);
	});

	it.each([
		["local"],
		[""],
		["abcd"],
		["1234"],
		["1.2.3"],
		["1.2.3.4.5"],
		["1.2.3.256"],
		["1:2:3"],
		["1::2::3"],
		["1:2:3:4:5:6:7:8:9"],
		["12345::"],
		["fe80::1%eth0"],
		["[::1]"],
		["::1]/x["],
		["::1 "],
		["::ffff:1.2.3.456"],
	])("%j is no address, and stays as it is", (garbage) => {
		expect(networkOf(garbage)).toBe(garbage);
	});

	it("is the same for all addresses of a /64, and for no other", () => {
		const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
		const four = fc.tuple(group, group, group, group).map((groups) => groups.join(":"));
		const network = four.filter((text) => text !== "0:0:0:0");
		fc.assert(
			fc.property(network, network, four, four, (one, other, host, neighbour) => {
				expect(networkOf(`${one}:${host}`)).toBe(networkOf(`${one}:${neighbour}`));
				expect(networkOf(`${one}:${host}`) === networkOf(`${other}:${host}`)).toBe(one === other);
			}),
		);
	});

	it("is a text for whatever text", () => {
		fc.assert(fc.property(fc.string(), (text) => typeof networkOf(text) === "string"));
	});
});

describe("a hostname", () => {
	it.each([
		["localhost", true, true],
		["LOCALHOST", true, true],
		["localhost.", true, true],
		["app.localhost", true, true],
		["127.0.0.1", true, true],
		["127.255.0.9", true, true],
		["[::1]", true, true],
		["::1", true, true],
		["[::ffff:7f00:1]", true, true],
		["nas.local", true, false],
		["10.0.0.1", true, false],
		["172.16.0.1", true, false],
		["172.31.255.255", true, false],
		["192.168.1.20", true, false],
		["169.254.1.1", true, false],
		["[fd12:3456::1]", true, false],
		["[fc00::1]", true, false],
		["[fe80::1]", true, false],
		["[febf::1]", true, false],
		["[::ffff:c0a8:114]", true, false],
		["edgeward.example", false, false],
		["localhost.example", false, false],
		["notlocalhost", false, false],
		["local", false, false],
		["127.0.0.1.example", false, false],
		["8.8.8.8", false, false],
		["11.0.0.1", false, false],
		["172.15.0.1", false, false],
		["172.32.0.1", false, false],
		["192.169.0.1", false, false],
		["[2001:db8::1]", false, false],
		["[fec0::1]", false, false],
		["[fc::1]", false, false],
		["fd.example", false, false],
		["", false, false],
	])("%j is local: %s, and this machine: %s", (hostname, local, loopback) => {
		expect(isLocalHost(hostname)).toBe(local);
		expect(isLoopback(hostname)).toBe(loopback);
	});
});
