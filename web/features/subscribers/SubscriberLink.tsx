import { Link } from "@tanstack/react-router";
import { InertText } from "../../components/InertText.tsx";
import { useSubscriber } from "./queries.ts";

/** A subscriber by name; their id while that loads. */
export function SubscriberLink({ id }: { readonly id: string }) {
	const { data } = useSubscriber(id);
	return (
		<Link to="/subscribers/$id" params={{ id }}>
			<InertText text={data?.name ?? id.slice(0, 8)} max={80} plain />
		</Link>
	);
}
