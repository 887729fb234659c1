import { detailText } from "../../components/detail.ts";
import { InertText } from "../../components/InertText.tsx";
import { Empty } from "../../components/Loaded.tsx";
import { Paged } from "../../components/Paged.tsx";
import { At } from "../../components/Time.tsx";
import { humanise } from "../../components/vocabulary.ts";
import { useTimeline } from "./queries.ts";

export function TimelineTab({ deviceId }: { readonly deviceId: string }) {
	const query = useTimeline(deviceId);
	return (
		<Paged query={query} empty={<Empty title="Nothing has happened yet." />}>
			{(entries) => (
				<ol className="timeline" aria-label="Timeline">
					{entries.map((entry, index) => (
						<li key={`${entry.at} ${index}`}>
							<At at={entry.at} />
							<b>{humanise(entry.type)}</b>
							<span className="timeline-detail muted">
								<InertText text={detailText(entry.detail)} max={300} />
							</span>
						</li>
					))}
				</ol>
			)}
		</Paged>
	);
}
