import { Disclosure } from "./Disclosure.tsx";
import { InertText } from "./InertText.tsx";
import { Arrow } from "./icons.tsx";
import { formatClock, formatTime } from "./time.ts";
import { XmlView } from "./XmlView.tsx";

interface Message {
	readonly at: string;
	readonly direction: "fromDevice" | "toDevice";
	readonly name: string;
	readonly body: string;
	readonly sessionId?: string;
	readonly httpStatus?: number | null;
	readonly warnings?: readonly { readonly code: string; readonly detail: string }[];
}

const DIRECTIONS = { fromDevice: "from device", toDevice: "to device" } as const;

interface Props {
	readonly messages: readonly Message[];
	readonly none: string;
	/** The first ones stand open already. */
	readonly openFirst?: number;
}

/** Messages in the order of their times, each with its body on demand. */
export function MessageList({ messages, none, openFirst = 0 }: Props) {
	if (messages.length === 0) return <p className="muted">{none}</p>;
	const ordered = messages.map((message, index) => ({ message, index }));
	ordered.sort((a, b) => Date.parse(a.message.at) - Date.parse(b.message.at) || a.index - b.index);
	const sessions = [...new Set(ordered.flatMap(({ message }) => message.sessionId ?? []))];
	return (
		<ol className="messages">
			{ordered.map(({ message, index }, position) => {
				const previous = ordered[position - 1]?.message;
				const isNewSession = message.sessionId !== undefined && message.sessionId !== previous?.sessionId;
				return (
					<li key={index}>
						{isNewSession && (
							<p className="messages-session">
								Session {sessions.indexOf(message.sessionId ?? "") + 1} · {formatTime(message.at)}
							</p>
						)}
						<MessageItem message={message} isOpenAtFirst={position < openFirst} />
					</li>
				);
			})}
		</ol>
	);
}

function MessageItem({ message, isOpenAtFirst }: { readonly message: Message; readonly isOpenAtFirst: boolean }) {
	const { name, direction, at, httpStatus, warnings = [], body } = message;
	return (
		<Disclosure
			className={`message message-${direction}${name === "Fault" ? " message-fault" : ""}`}
			isOpenAtFirst={isOpenAtFirst}
			summary={
				<span className="message-summary">
					<span className="numeric muted">{formatClock(at)}</span>
					<span className="message-direction">
						<Arrow direction={direction} />
						<span className="muted">{DIRECTIONS[direction]}</span>
					</span>
					<span className="message-name">
						{name === "empty" ? <i>empty message</i> : <InertText text={name} max={80} plain />}
					</span>
					{typeof httpStatus === "number" && <span className="muted numeric">HTTP {httpStatus}</span>}
					{warnings.length > 0 && (
						<span className="tone-text-yellow">
							{warnings.length} {warnings.length === 1 ? "warning" : "warnings"}
						</span>
					)}
				</span>
			}
		>
			{() => (
				<>
					{warnings.length > 0 && (
						<ul className="plain-list tone-text-yellow">
							{warnings.map(({ code, detail }) => (
								<li key={`${code} ${detail}`}>
									<InertText text={detail} /> <code className="muted">{code}</code>
								</li>
							))}
						</ul>
					)}
					<XmlView source={body} label={`${name}, ${DIRECTIONS[direction]}`} />
				</>
			)}
		</Disclosure>
	);
}
