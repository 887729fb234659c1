import { Button, Group } from "@mantine/core";
import type { User } from "../../../src/shared/users.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Loaded } from "../../components/Loaded.tsx";
import { Ago, At } from "../../components/Time.tsx";
import { useUserSessions } from "./queries.ts";

interface Props {
	readonly user: User;
	readonly isOpen: boolean;
	readonly onClose: () => void;
	readonly onEnd: () => void;
}

export function SessionsDialog({ user, isOpen, onClose, onEnd }: Props) {
	return (
		<Dialog title={`Sessions of ${user.email}`} isOpen={isOpen} onClose={onClose}>
			<Sessions userId={user.id} />
			<Group justify="flex-end" gap="xs" className="dialog-buttons">
				<Button variant="default" onClick={onClose}>
					Close
				</Button>
				<Button color="red.9" onClick={onEnd}>
					End all
				</Button>
			</Group>
		</Dialog>
	);
}

function Sessions({ userId }: { readonly userId: string }) {
	return (
		<Loaded query={useUserSessions(userId)} lines={3}>
			{({ items }) =>
				items.length === 0 ? (
					<p className="muted">They are not signed in anywhere.</p>
				) : (
					<ul className="plain-list">
						{items.map(({ id, startedAt, lastUsedAt, address }) => (
							<li key={id}>
								Since <At at={startedAt} />, used <Ago at={lastUsedAt} />
								{address !== null && (
									<>
										{" "}
										from <InertText text={address} max={64} mono plain />
									</>
								)}
							</li>
						))}
					</ul>
				)
			}
		</Loaded>
	);
}
