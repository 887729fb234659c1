// The house's layer rules (ARCHITECTURE.md): a room imports only from rooms under it.
const PURE = ["cwmp", "device", "proof", "gate", "shared", "lib"];

/** What each room may import from, beside itself and npm's packages. */
const ROOMS = {
	lib: [],
	shared: [],
	cwmp: ["lib"],
	device: ["cwmp", "lib"],
	proof: ["device", "cwmp", "shared", "lib"],
	gate: ["shared", "lib"],
	store: ["shared", "lib"],
	engine: ["store", "gate", "proof", "device", "cwmp", "shared", "lib"],
	app: ["engine", "store", "gate", "proof", "device", "cwmp", "shared", "lib"],
	http: ["app", "engine", "store", "gate", "proof", "device", "cwmp", "shared", "lib"],
};

const rooms = Object.entries(ROOMS).map(([room, below]) => ({
	name: `room-${room}`,
	severity: "error",
	from: { path: `^src/${room}/` },
	to: { path: "^(src|lab|web|bench|test)/", pathNot: [room, ...below].map((name) => `^src/${name}/`) },
}));

module.exports = {
	forbidden: [
		...rooms,
		{
			name: "no-cycles",
			severity: "error",
			from: {},
			to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
		},
		{
			name: "pure-rooms-do-no-io",
			severity: "error",
			from: { path: `^src/(${PURE.join("|")})/` },
			// Hashing and compression of bytes that are at hand count as pure.
			to: { dependencyTypes: ["core"], pathNot: ["^(node:)?(crypto|zlib|buffer)$"] },
		},
		{
			name: "pure-rooms-take-pure-packages",
			severity: "error",
			from: { path: `^src/(${PURE.join("|")})/` },
			to: { dependencyTypes: ["npm"], pathNot: ["node_modules/(zod|uuid|canonicalize|@types)/"] },
		},
		{
			name: "sql-in-the-store-only",
			severity: "error",
			from: { pathNot: ["^src/store/", "^test/", "^bench/"] },
			to: { path: "node_modules/pg/" },
		},
		{
			name: "api-and-cpe-edges-apart",
			severity: "error",
			from: { path: "^src/http/api/" },
			to: { path: "^src/http/cwmp/", pathNot: "addresses\\.ts$" },
		},
		{
			name: "only-the-engine-sends",
			severity: "error",
			from: { pathNot: ["^src/engine/", "^src/compose\\.ts$", "^test/"] },
			to: { path: "^src/engine/(sessions|work|wake|operations|programs|firstContact)" },
		},
		{
			// A device's queue is the one way to it: what is put there has been through the gate.
			name: "only-admitted-requests-are-queued",
			severity: "error",
			from: {
				path: "^src/",
				pathNot: [
					"^src/engine/",
					"^src/store/",
					"^src/app/(createOperation|startDiscovery|changes/operationChange)\\.ts$",
				],
			},
			to: { path: "^src/store/queue\\.ts$" },
		},
		{
			name: "api-asks-the-engine-by-its-port",
			severity: "error",
			from: { path: "^src/(app|http/api)/" },
			to: { path: "^src/engine/", pathNot: "ports\\.ts$" },
		},
		{
			name: "lab-shares-the-codec-only",
			severity: "error",
			from: { path: "^lab/" },
			to: { path: "^(src|web|bench|test)/", pathNot: ["^src/cwmp/", "^src/lib/"] },
		},
		{
			name: "web-shares-the-wire-types-only",
			severity: "error",
			from: { path: "^web/" },
			to: { path: "^(src|lab|bench|test)/", pathNot: "^src/shared/" },
		},
		{
			name: "product-needs-no-lab",
			severity: "error",
			from: { path: "^src/" },
			to: { path: "^(lab|web|bench|test|scripts)/" },
		},
		{ name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
	],
	options: {
		doNotFollow: { path: "node_modules" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: {
			exportsFields: ["exports"],
			conditionNames: ["import", "node", "default", "types"],
			extensions: [".ts", ".tsx", ".mjs", ".js", ".css"],
		},
	},
};
