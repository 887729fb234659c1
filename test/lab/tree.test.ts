import { describe, expect, test } from "vitest";
import { Tree } from "../../lab/tree.ts";
import { buildTree, parseTree } from "../../lab/trees/build.ts";

const TEXT = `
Device.
RootDataModelVersion s 2.16
Device.DeviceInfo.
SerialNumber s {serialNumber}
Banner* s {not a fact}
Device.Hosts.
Device.Hosts.Host. #
Device.NAT.
Device.NAT.PortMapping. +
Device.NAT.PortMapping.1.
Enable* b 1
InternalClient* s 192.168.1.2
Device.NAT.PortMapping.{i}.
Enable* b 0
InternalClient* s
Device.NAT.PortMapping.{i}.Stats.
Hits u 0
Device.Users.
UserNumberOfEntries u 5
Device.Users.User. +
Device.Users.User.1.
Username* s admin
Password* s secret
`;

const base = buildTree(parseTree(TEXT), { addsCountersUnder: "Device.", lyingCounters: ["Device.Users.User."] });

function tree(reusesNumbers = false): Tree {
	return new Tree(base, (name) => (name === "serialNumber" ? "S1" : undefined), reusesNumbers);
}

const paths = (list: readonly { readonly path: string }[] | null) => list?.map(({ path }) => path);

describe("GetParameterNames (A.3.2.3)", () => {
	test("a partial path without NextLevel includes the object itself and everything below", () => {
		expect(paths(tree().names("Device.NAT.", false))).toEqual([
			"Device.NAT.",
			"Device.NAT.PortMapping.",
			"Device.NAT.PortMapping.1.",
			"Device.NAT.PortMapping.1.Enable",
			"Device.NAT.PortMapping.1.InternalClient",
			"Device.NAT.PortMappingNumberOfEntries",
		]);
	});

	test("NextLevel lists the direct children alone", () => {
		expect(paths(tree().names("Device.NAT.", true))).toEqual([
			"Device.NAT.PortMapping.",
			"Device.NAT.PortMappingNumberOfEntries",
		]);
		expect(paths(tree().names("", true))).toEqual(["Device."]);
	});

	test("the empty path without NextLevel is the whole tree, root included", () => {
		expect(paths(tree().names("", false))?.slice(0, 2)).toEqual(["Device.", "Device.RootDataModelVersion"]);
	});

	test("a parameter is itself, and what is not there is null", () => {
		expect(tree().names("Device.RootDataModelVersion", false)).toEqual([
			{ path: "Device.RootDataModelVersion", writable: false },
		]);
		expect(tree().names("Device.Nothing.", false)).toBeNull();
		expect(tree().names("Device.NAT", false)).toBeNull();
	});

	test("tables that take AddObject are writable, and so are their instances", () => {
		const writable = tree()
			.names("Device.", false)
			?.filter((name) => name.path.endsWith(".") && name.writable);
		expect(paths(writable ?? null)).toEqual([
			"Device.NAT.PortMapping.",
			"Device.NAT.PortMapping.1.",
			"Device.Users.User.",
			"Device.Users.User.1.",
		]);
	});
});

describe("values", () => {
	test("are read by name and by partial path; secrets read back empty", () => {
		expect(tree().values("Device.Users.User.1.")).toEqual([
			{ path: "Device.Users.User.1.Username", value: "admin", type: "xsd:string" },
			{ path: "Device.Users.User.1.Password", value: "", type: "xsd:string" },
		]);
		expect(tree().value("Device.Users.User.1.Password")).toBe("secret");
		expect(tree().values("Device.Users.Nobody")).toBeNull();
		expect(tree().values("Device.Hosts.Host.")).toEqual([]);
	});

	test("a fact is filled in, and what only looks like one stays", () => {
		expect(tree().value("Device.DeviceInfo.SerialNumber")).toBe("S1");
		expect(tree().value("Device.DeviceInfo.Banner")).toBe("{not a fact}");
	});

	test("belong to one CPE, though the base is shared, and a reset throws them away", () => {
		const [one, other] = [tree(), tree()];
		one.set("Device.DeviceInfo.Banner", "{serialNumber}");
		expect(one.value("Device.DeviceInfo.Banner")).toBe("{serialNumber}");
		expect(other.value("Device.DeviceInfo.Banner")).toBe("{not a fact}");
		expect([one.overlaySize, other.overlaySize]).toEqual([1, 0]);
		one.reset([]);
		expect([one.value("Device.DeviceInfo.Banner"), one.overlaySize]).toEqual(["{not a fact}", 0]);
	});
});

describe("instances", () => {
	test("come from the template, and the counter keeps step", () => {
		const own = tree();
		expect(own.add("Device.NAT.PortMapping.")).toBe(2);
		expect(own.value("Device.NAT.PortMapping.2.Enable")).toBe("0");
		expect(own.value("Device.NAT.PortMapping.2.Stats.Hits")).toBe("0");
		expect(own.value("Device.NAT.PortMappingNumberOfEntries")).toBe("2");
		expect(own.delete("Device.NAT.PortMapping.1.")).toBe(true);
		expect(own.value("Device.NAT.PortMappingNumberOfEntries")).toBe("1");
		expect(paths(own.names("Device.NAT.PortMapping.", true))).toEqual(["Device.NAT.PortMapping.2."]);
		expect(own.values("Device.NAT.PortMapping.1.Enable")).toBeNull();
	});

	test("take the shape of the first row where there is no template", () => {
		const own = tree();
		expect(own.add("Device.Users.User.")).toBe(2);
		expect(own.value("Device.Users.User.2.Username")).toBe("");
	});

	test("numbers are not used again, unless the model does", () => {
		const numbers = (own: Tree) => {
			const first = own.add("Device.NAT.PortMapping.");
			own.delete(`Device.NAT.PortMapping.${first}.`);
			return [first, own.add("Device.NAT.PortMapping.")];
		};
		expect(numbers(tree())).toEqual([2, 3]);
		expect(numbers(tree(true))).toEqual([2, 2]);
	});

	test("a counter that lies stays as it was", () => {
		const own = tree();
		own.add("Device.Users.User.");
		expect(own.value("Device.Users.UserNumberOfEntries")).toBe("5");
	});

	test("what the device keeps to itself takes no rows and gives none away", () => {
		const own = tree();
		expect(own.add("Device.Hosts.Host.")).toBeNull();
		expect(own.add("Device.Hosts.Host.", true)).toBe(1);
		expect(own.delete("Device.Hosts.Host.1.")).toBe(false);
		expect(own.add("Device.NAT.PortMapping.1.")).toBeNull();
		expect(own.delete("Device.NAT.PortMapping.")).toBe(false);
	});
});
