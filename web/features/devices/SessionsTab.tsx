import { useLocation } from "@tanstack/react-router";
import type { Session } from "../../../src/shared/devices.ts";
import { Tag } from "../../components/badges.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { MessageList } from "../../components/MessageList.tsx";
import { scrollIntoSight } from "../../components/scroll.ts";
import { At, Took } from "../../components/Time.tsx";
import { humanise } from "../../components/vocabulary.ts";
import { useSessions } from "./queries.ts";

export function SessionsTab({ deviceId }: { readonly deviceId: string }) {
	const query = useSessions(deviceId);
	const linked = useLocation({ select: ({ hash }) => hash });
	return (
		<Loaded query={query}>
			{({ items, nextCursor }) =>
				items.length === 0 ? (
					<Empty title="No session is kept.">“Wake” asks the device to open one.</Empty>
				) : (
					<>
						<ol className="sessions" aria-label="CWMP sessions">
							{items.map((session) => (
								<li key={session.id} ref={session.id === linked ? scrollIntoSight : undefined}>
									<SessionItem session={session} isOpenAtFirst={session.id === linked} />
								</li>
							))}
						</ol>
						{nextCursor !== null && <p className="muted">The last {items.length} sessions.</p>}
					</>
				)
			}
		</Loaded>
	);
}

interface ItemProps {
	readonly session: Session;
	readonly isOpenAtFirst: boolean;
}

function SessionItem({ session, isOpenAtFirst }: ItemProps) {
	return (
		<Disclosure
			isOpenAtFirst={isOpenAtFirst}
			className="session"
			summary={
				<span className="session-summary">
					<At at={session.startedAt} />
					<span className="session-events">
						<InertText text={session.events.join(", ") || "no events"} max={120} plain />
					</span>
					{session.outcome === null ? (
						<Tag>{session.endedAt === null ? "in progress" : "ended"}</Tag>
					) : (
						<Tag>{humanise(session.outcome)}</Tag>
					)}
					<span className="muted nowrap">
						{session.rpcs} {session.rpcs === 1 ? "RPC" : "RPCs"}
					</span>
					<span className="muted">
						{session.endedAt !== null && <Took from={session.startedAt} to={session.endedAt} />}
					</span>
					<span className="muted mono">
						<InertText text={session.remoteAddress} max={64} plain />
					</span>
				</span>
			}
		>
			{() => (
				<MessageList
					messages={session.messages}
					none="The messages of this session were not kept (only the last five are)."
				/>
			)}
		</Disclosure>
	);
}
