import { REDACTED, redactBody, withoutTextsIn } from "../cwmp/redact.ts";
import { packTranscript } from "../cwmp/transcript.ts";
import type { LiveSession } from "./liveSession.ts";

/** A session's messages as they are stored: without secrets. */
export function packedMessages({ transcript, device }: LiveSession): Uint8Array {
	const informShowsSecrets = device.informParameters.some(([, value]) => value === REDACTED);
	const secrets = new Set<string>();
	const kept = transcript.map((message) => {
		const { name, body } = message;
		// Most sessions hold nothing but these: they are not searched.
		if (message.isOpen || body.length === 0 || (name === "Inform" && !informShowsSecrets)) return message;
		return { ...message, body: redactBody(body, secrets) };
	});
	if (secrets.size === 0) return packTranscript(kept);
	// A device that refuses a value may repeat it.
	return packTranscript(
		kept.map((one) => (one.name === "Fault" ? { ...one, body: withoutTextsIn(one.body, secrets) } : one)),
	);
}
