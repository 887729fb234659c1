import { parseArgs } from "node:util";
import { CertusError } from "../lib/errors.ts";
import { EXIT } from "../settings.ts";
import { CONNECTION_HELP, CONNECTION_OPTIONS, connect } from "./client.ts";

export const help = `certus token: makes an API token and prints it, once

  --name NAME         what it is for
  --role ROLE         viewer, support, noc, engineer, approver, admin, or one of the tenant's own (viewer)
  --expires TIME      RFC 3339; never, where it is not given
${CONNECTION_HELP}`;

export async function run(argv: readonly string[]): Promise<void> {
	const { values } = parseArgs({
		args: [...argv],
		options: { ...CONNECTION_OPTIONS, name: { type: "string" }, role: { type: "string" }, expires: { type: "string" } },
	});
	if (values.name === undefined)
		throw new CertusError(EXIT.usage, "usage", "certus token needs --name: what the token is for");
	const { token } = await connect(values).send<{ token: string }>("POST", "/tokens", {
		name: values.name,
		tenant: values.tenant ?? "default",
		role: values.role ?? "viewer",
		...(values.expires !== undefined && { expiresAt: values.expires }),
	});
	console.log(token);
}
