import { Button } from "@mantine/core";
import type { TimelineEntry } from "../../../src/shared/devices.ts";
import { InertText } from "../../components/InertText.tsx";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { At } from "../../components/Time.tsx";
import { humanise } from "../../components/vocabulary.ts";
import { useTimeline } from "./queries.ts";

export function TimelineTab({ deviceId }: { readonly deviceId: string }) {
	const query = useTimeline(deviceId);
	return (
		<Loaded query={query}>
			{({ pages }) => {
				const entries = pages.flatMap(({ items }) => items);
				if (entries.length === 0) return <Empty title="Nothing has happened yet." />;
				return (
					<>
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
						{query.hasNextPage && (
							<Button
								variant="default"
								className="more"
								onClick={() => void query.fetchNextPage()}
								loading={query.isFetchingNextPage}
							>
								Load more
							</Button>
						)}
					</>
				);
			}}
		</Loaded>
	);
}

function inWords(value: unknown): string {
	if (Array.isArray(value)) return value.map(inWords).join(", ");
	return typeof value === "string" ? value : JSON.stringify(value);
}

function detailText(detail: TimelineEntry["detail"]): string {
	return Object.entries(detail)
		.filter(([, value]) => value !== null && value !== "")
		.map(([name, value]) => `${humanise(name)}: ${inWords(value)}`)
		.join(" · ");
}
