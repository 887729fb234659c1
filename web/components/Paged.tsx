import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import type { Page } from "../api/client.ts";
import { Loaded } from "./Loaded.tsx";

interface Props<Item> {
	readonly query: Pick<
		UseInfiniteQueryResult<InfiniteData<Page<Item>>>,
		"data" | "error" | "refetch" | "isFetching" | "hasNextPage" | "isFetchingNextPage" | "fetchNextPage"
	>;
	readonly empty: ReactNode;
	/** Says how many are shown. */
	readonly isCounted?: boolean;
	readonly children: (items: readonly Item[]) => ReactNode;
}

/** A list that the server hands over page by page. */
export function Paged<Item>({ query, empty, isCounted = false, children }: Props<Item>) {
	const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
	return (
		<Loaded query={query}>
			{() =>
				items.length === 0 ? (
					empty
				) : (
					<>
						{children(items)}
						{(isCounted || query.hasNextPage) && (
							<p className="more muted" role="status">
								{items.length.toLocaleString("en")} shown
								{query.hasNextPage && (
									<Button
										variant="default"
										onClick={() => void query.fetchNextPage()}
										loading={query.isFetchingNextPage}
									>
										Load more
									</Button>
								)}
							</p>
						)}
					</>
				)
			}
		</Loaded>
	);
}
