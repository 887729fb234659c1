import { CertusError } from "./lib/errors.ts";
import { EXIT } from "./settings.ts";

interface Command {
	readonly about: string;
	readonly load: () => Promise<{ readonly help: string; run(argv: readonly string[]): Promise<void> }>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
	serve: { about: "start the whole system", load: () => import("./cli/serve.ts") },
	demo: {
		about: "the whole system with the virtual lab and proof runs, on scratch data",
		load: () => import("./cli/demo.ts"),
	},
	lab: { about: "virtual CPEs in the simulated tenant `lab`", load: () => import("./cli/lab.ts") },
	prove: { about: "prove workflows on a device and wait for the verdicts", load: () => import("./cli/prove.ts") },
	matrix: { about: "print the compatibility matrix", load: () => import("./cli/matrix.ts") },
	models: { about: "check what is known of model families, or draft it", load: () => import("./cli/models.ts") },
	evidence: { about: "verify a proof run's bundle, offline", load: () => import("./cli/evidence.ts") },
	audit: { about: "verify or export the audit trail", load: () => import("./cli/audit.ts") },
	datamodel: {
		about: "read a standard data model and print it as a compact table",
		load: () => import("./cli/dataModel.ts"),
	},
	secrets: { about: "rotate the key that seals secrets in the database", load: () => import("./cli/secrets.ts") },
	token: { about: "make an API token", load: () => import("./cli/token.ts") },
};

const [name = "--help", ...argv] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (!command) {
	const list = Object.entries(COMMANDS).map(([command_, { about }]) => `  certus ${command_.padEnd(9)} ${about}`);
	const text = `certus: a TR-069 server that proves what each router model can do\n\n${list.join("\n")}\n\ncertus <command> --help tells more.`;
	if (name === "--help" || name === "-h" || name === "help") console.log(text);
	else console.error(`certus: there is no command ${name}: certus --help lists them`);
	process.exitCode = name.startsWith("-") || name === "help" ? 0 : EXIT.usage;
} else {
	const { help, run } = await command.load();
	if (argv.includes("--help") || argv.includes("-h")) console.log(help);
	else {
		try {
			await run(argv);
		} catch (error) {
			// What was foreseen is one line; what was not keeps its stack.
			if (!(error instanceof CertusError)) throw error;
			console.error(`certus: ${error.message}`);
			process.exit(error.status < 100 ? error.status : EXIT.unavailable);
		}
	}
}
