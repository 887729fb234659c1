import { Button, NativeSelect } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ChangeAction, ChangeState } from "../../../src/shared/changes.ts";
import { useMay } from "../../api/tenant.ts";
import { CHANGE_ACTIONS, CHANGE_STATES } from "../../components/changeVocabulary.ts";
import { Empty } from "../../components/Loaded.tsx";
import { OtherTenants } from "../../components/OtherTenants.tsx";
import { Page } from "../../components/Page.tsx";
import { TypedFilter } from "../../components/TypedFilter.tsx";
import { UrlTabs } from "../../components/UrlTabs.tsx";
import { ChangeTable } from "./ChangeTable.tsx";
import type { ChangeFilters } from "./queries.ts";
import { CHANGE_VIEWS, type ChangeView, STATE_OF_VIEW } from "./views.ts";

const route = getRouteApi("/changes");
const ALL = { value: "", label: "All" };

export function ChangesPage() {
	const { view = "waiting", state, action, deviceId } = route.useSearch();
	const navigate = route.useNavigate();
	const mayRollOut = useMay("firmware");
	const change = (next: ChangeFilters) =>
		void navigate({ search: ({ tenant }) => ({ tenant, view, ...next }), replace: true });
	const isFiltered = state !== undefined || action !== undefined || deviceId !== undefined;
	const filters = { action, deviceId, state: view === "all" ? state : STATE_OF_VIEW[view] };
	return (
		<Page
			title="Changes"
			note="What is to be done on devices: previewed, agreed to by another person, applied, read back. Begin one on a device's page."
			actions={
				mayRollOut && (
					<Link to="/changes/rollout" className="button-link">
						New firmware rollout
					</Link>
				)
			}
		>
			<UrlTabs
				label="Changes by state"
				names={CHANGE_VIEWS}
				tab={view}
				onChange={(next) =>
					void navigate({ search: ({ tenant }) => ({ tenant, view: next, action, deviceId }), replace: true })
				}
			>
				<search className="filters" aria-label="Filter the changes">
					<TypedFilter
						label="Device"
						placeholder="Its id"
						value={deviceId}
						onChange={(next) => change({ state, action, deviceId: next })}
					/>
					<NativeSelect
						label="Action"
						value={action ?? ""}
						data={[ALL, ...Object.entries(CHANGE_ACTIONS).map(([value, label]) => ({ value, label }))]}
						onChange={(event) =>
							change({ state, deviceId, action: (event.currentTarget.value || undefined) as ChangeAction | undefined })
						}
					/>
					{view === "all" && (
						<NativeSelect
							label="State"
							value={state ?? ""}
							data={[ALL, ...Object.entries(CHANGE_STATES).map(([value, { name }]) => ({ value, label: name }))]}
							onChange={(event) =>
								change({ action, deviceId, state: (event.currentTarget.value || undefined) as ChangeState | undefined })
							}
						/>
					)}
					{isFiltered && (
						<Button variant="subtle" onClick={() => change({})}>
							Clear filters
						</Button>
					)}
				</search>
				<ChangeTable filters={filters} empty={<NoChanges view={view} isFiltered={isFiltered} />} />
			</UrlTabs>
		</Page>
	);
}

const NONE: Record<ChangeView, string> = {
	waiting: "Nothing waits for anybody's approval.",
	approved: "Nothing that was agreed to waits to be applied.",
	applying: "Nothing is being applied.",
	all: "No change has been proposed yet.",
};

function NoChanges({ view, isFiltered }: { readonly view: ChangeView; readonly isFiltered: boolean }) {
	if (isFiltered) return <Empty title="No change matches these filters." />;
	return (
		<Empty title={NONE[view]}>
			<p>
				Choose a <Link to="/devices">device</Link> and “Change parameters” there, or roll an image of{" "}
				<Link to="/files">Files</Link> out: the preview shows what would change before anything is sent.
			</p>
			{view !== "all" && (
				<p>
					<Link to="/changes" search={{ view: "all" }}>
						All changes
					</Link>
				</p>
			)}
			<OtherTenants lead="Each tenant has its own changes." />
		</Empty>
	);
}
