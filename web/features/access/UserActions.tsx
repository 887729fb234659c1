import { Button } from "@mantine/core";
import { useState } from "react";
import type { User } from "../../../src/shared/users.ts";
import { InertText } from "../../components/InertText.tsx";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { type UserStep, useUserStep } from "./queries.ts";
import { SessionsDialog } from "./SessionsDialog.tsx";
import { UserDialog } from "./UserDialog.tsx";

const STEPS: Record<UserStep, { readonly title: string; readonly submit: string; readonly means: string }> = {
	remove: {
		title: "Remove this user?",
		submit: "Remove",
		means: "loses their roles in the tenants where you manage users; with the last role the user goes.",
	},
	resetTotp: {
		title: "Take the second factor away?",
		submit: "Take it away",
		means: "signs in with the password alone until they set a new one up.",
	},
	endSessions: {
		title: "End all sessions?",
		submit: "End them",
		means: "is signed out everywhere at once.",
	},
};

export function UserActions({ user }: { readonly user: User }) {
	const [dialog, setDialog] = useState<UserStep | "edit" | "sessions" | null>(null);
	const write = useUserStep(user.id);
	const close = () => setDialog(null);
	return (
		<span className="badges">
			<Button variant="subtle" onClick={() => setDialog("edit")} aria-label={`Edit ${user.email}`}>
				Edit
			</Button>
			<Button variant="subtle" onClick={() => setDialog("sessions")} aria-label={`Sessions of ${user.email}`}>
				Sessions
			</Button>
			{user.totp && (
				<Button
					variant="subtle"
					color="red"
					onClick={() => setDialog("resetTotp")}
					aria-label={`Take the second factor of ${user.email} away`}
				>
					Second factor
				</Button>
			)}
			<Button variant="subtle" color="red" onClick={() => setDialog("remove")} aria-label={`Remove ${user.email}`}>
				Remove
			</Button>
			<UserDialog user={user} isOpen={dialog === "edit"} onClose={close} />
			<SessionsDialog
				user={user}
				isOpen={dialog === "sessions"}
				onClose={close}
				onEnd={() => setDialog("endSessions")}
			/>
			{(Object.keys(STEPS) as UserStep[]).map((step) => (
				<ConfirmDialog
					key={step}
					title={STEPS[step].title}
					submit={STEPS[step].submit}
					isOpen={dialog === step}
					onClose={close}
					onConfirm={() => write.mutate(step, { onSuccess: close })}
					write={write}
				>
					<InertText text={user.email} max={120} plain /> {STEPS[step].means}
				</ConfirmDialog>
			))}
		</span>
	);
}
