import type { EndReason, SessionReply } from "../cwmp/session.ts";
import type { LiveSession } from "./liveSession.ts";

/** A CPE that answers faults with faults is told so this often; what deserves one more ends its session. */
const MAX_FAULTS_IN_A_ROW = 3;
/** Both ways together; the longest walk of a large device's tree takes some thousands. */
const MAX_MESSAGES = 40_000;
/** Methods that are not served may be asked for one after the other (quirk 13). */
const METHOD_NOT_SUPPORTED = 8000;

/** Why a session ends instead of getting this reply; `null` where it goes on. */
export function outOfPatience(session: LiveSession, reply: SessionReply): EndReason | null {
	if (reply.send !== "fault") session.faultsInARow = 0;
	else if (reply.faultCode !== METHOD_NOT_SUPPORTED && ++session.faultsInARow > MAX_FAULTS_IN_A_ROW) return "refused";
	return session.transcript.length >= MAX_MESSAGES ? "tooLong" : null;
}
