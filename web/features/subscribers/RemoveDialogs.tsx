import type { Site, Subscriber } from "../../../src/shared/subscribers.ts";
import { Dialog, DialogButtons } from "../../components/Dialog.tsx";
import { InertText } from "../../components/InertText.tsx";
import { Failure } from "../../components/Loaded.tsx";
import { useRemoveSite, useRemoveSubscriber } from "./queries.ts";

interface RemoveSubscriberProps {
	readonly subscriber: Subscriber;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function RemoveSubscriberDialog({ subscriber, isOpen, onClose }: RemoveSubscriberProps) {
	const remove = useRemoveSubscriber(subscriber.id);
	return (
		<Dialog title="Remove this subscriber?" isOpen={isOpen} onClose={onClose}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					remove.mutate();
				}}
			>
				<p>
					<InertText text={subscriber.name} max={120} plain />,{" "}
					<InertText text={subscriber.externalId} max={64} mono plain />. Only one without sites can be removed: remove
					those first.
				</p>
				{remove.error && <Failure error={remove.error} title="Not removed" />}
				<DialogButtons submit="Remove" onCancel={onClose} isPending={remove.isPending} isGrave />
			</form>
		</Dialog>
	);
}

interface RemoveSiteProps {
	readonly site: Site;
	readonly isOpen: boolean;
	readonly onClose: () => void;
}

export function RemoveSiteDialog({ site, isOpen, onClose }: RemoveSiteProps) {
	const remove = useRemoveSite();
	return (
		<Dialog title="Remove this site?" isOpen={isOpen} onClose={onClose}>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					remove.mutate(site.id, { onSuccess: onClose });
				}}
			>
				<p>
					<InertText text={site.name} max={120} plain />. Only one without devices can be removed: take those off it
					first.
				</p>
				{remove.error && <Failure error={remove.error} title="Not removed" />}
				<DialogButtons submit="Remove" onCancel={onClose} isPending={remove.isPending} isGrave />
			</form>
		</Dialog>
	);
}
