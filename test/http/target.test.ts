import { expect, test } from "vitest";
import { pathOf } from "../../src/http/cwmp/target.ts";

test.each([
	["/", "/"],
	["/cwmp/lab", "/cwmp/lab"],
	["/cwmp/lab?x=//y", "/cwmp/lab"],
	["//", "/"],
	["//cwmp//lab/", "/cwmp/lab/"],
	["http://acs.example/cwmp/lab", "/cwmp/lab"],
	["HTTPS://acs.example:7547//cwmp/lab?x", "/cwmp/lab"],
	["http://acs.example", ""],
	["http://acs.example?x=1", ""],
	["/http://acs.example/cwmp/lab", "/http:/acs.example/cwmp/lab"],
	["ftp://acs.example/cwmp/lab", "ftp:/acs.example/cwmp/lab"],
	["*", "*"],
])("the path of the request target %s is %s", (target, path) => {
	expect(pathOf(target)).toBe(path);
});
