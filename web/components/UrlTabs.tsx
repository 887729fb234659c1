import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";

interface Props<Tab extends string> {
	readonly label: string;
	/** In their order. */
	readonly names: Readonly<Record<Tab, string>>;
	readonly tab: Tab;
	/** It stands in the URL. */
	readonly onChange: (tab: Tab) => void;
	/** The chosen tab's panel. */
	readonly children: ReactNode;
}

export function UrlTabs<Tab extends string>({ label, names, tab, onChange, children }: Props<Tab>) {
	return (
		<Tabs value={tab} keepMounted={false} className="tabs" onChange={(next) => onChange(next as Tab)}>
			<Tabs.List aria-label={label}>
				{(Object.keys(names) as Tab[]).map((each) => (
					<Tabs.Tab key={each} value={each}>
						{names[each]}
					</Tabs.Tab>
				))}
			</Tabs.List>
			<Tabs.Panel value={tab}>{children}</Tabs.Panel>
		</Tabs>
	);
}
