import { Empty } from "../../components/Loaded.tsx";
import { Paged } from "../../components/Paged.tsx";
import { useTimeline } from "./queries.ts";
import { TimelineList } from "./TimelineList.tsx";

export function TimelineTab({ deviceId }: { readonly deviceId: string }) {
	const query = useTimeline(deviceId);
	return (
		<Paged query={query} empty={<Empty title="Nothing has happened yet." />}>
			{(entries) => <TimelineList label="Timeline" entries={entries} deviceIdOf={() => deviceId} openOn={[deviceId]} />}
		</Paged>
	);
}
