import { useMediaQuery } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue, useMemo } from "react";
import type { MatrixRow } from "../../../src/shared/proof.ts";
import { Mark } from "../../components/badges.tsx";
import { Empty, Loaded } from "../../components/Loaded.tsx";
import { OtherTenants } from "../../components/OtherTenants.tsx";
import { Page } from "../../components/Page.tsx";
import { CELL_STATUS, WORKFLOW_ORDER } from "../../components/vocabulary.ts";
import { countByStatus, filterRows, type MatrixFilters, vendorsOf } from "./filter.ts";
import { Legend } from "./Legend.tsx";
import { MatrixCards } from "./MatrixCards.tsx";
import { MatrixFilterBar } from "./MatrixFilterBar.tsx";
import { MatrixTable } from "./MatrixTable.tsx";
import { useMatrix } from "./queries.ts";
import { Suspects } from "./Suspects.tsx";

export function MatrixPage() {
	const query = useMatrix();
	return (
		<Page title="Compatibility matrix" note="Which workflow is proven on which model and firmware, and the evidence.">
			<Loaded query={query} lines={12}>
				{({ items, complete }) => (items.length === 0 ? <NoRows /> : <Matrix rows={items} isComplete={complete} />)}
			</Loaded>
		</Page>
	);
}

const route = getRouteApi("/");

function Matrix({ rows, isComplete }: { readonly rows: readonly MatrixRow[]; readonly isComplete: boolean }) {
	const { q, vendor, status, workflow } = route.useSearch();
	const navigate = route.useNavigate();
	const isPhone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
	const deferredQ = useDeferredValue(q);
	const vendors = useMemo(() => vendorsOf(rows), [rows]);
	const shown = useMemo(
		() => filterRows(rows, { q: deferredQ, vendor, status, workflow }),
		[rows, deferredQ, vendor, status, workflow],
	);
	const workflows = useMemo(() => (workflow === undefined ? WORKFLOW_ORDER : [workflow]), [workflow]);
	const change = (filters: MatrixFilters) =>
		void navigate({ search: ({ tenant }) => ({ tenant, ...filters }), replace: true });
	return (
		<>
			<MatrixFilterBar filters={{ q, vendor, status, workflow }} vendors={vendors} onChange={change} />
			<div className="matrix-bar">
				<Counts rows={shown} total={rows.length} isComplete={isComplete} />
				<Legend />
			</div>
			<Suspects />
			{shown.length === 0 ? (
				<Empty title="No row matches these filters.">
					<button type="button" className="link-button" onClick={() => change({})}>
						Clear filters
					</button>
				</Empty>
			) : isPhone ? (
				<MatrixCards rows={shown} workflows={workflows} />
			) : (
				<MatrixTable rows={shown} workflows={workflows} />
			)}
		</>
	);
}

interface CountsProps {
	readonly rows: readonly MatrixRow[];
	readonly total: number;
	readonly isComplete: boolean;
}

function Counts({ rows, total, isComplete }: CountsProps) {
	const counts = countByStatus(rows);
	return (
		<p className="counts" role="status">
			<span className="numeric">
				{rows.length === total ? total : `${rows.length} of ${total}`} {total === 1 ? "row" : "rows"}
				{!isComplete && " (the first; there are more on the server)"}
			</span>
			{(["green", "yellow", "red", "unproven"] as const).map((status) => (
				<Mark key={status} tone={status} quiet>
					{counts[status]} {CELL_STATUS[status].name.toLowerCase()}
				</Mark>
			))}
		</p>
	);
}

function NoRows() {
	return (
		<Empty title="The matrix is empty: no CPE has been seen yet.">
			<p>
				Point a CPE at the CWMP URL, by default <code>http://&lt;this host&gt;:7547/</code> (for another tenant{" "}
				<code>/cwmp/&lt;tenant&gt;</code>), and its model appears here, unproven, with the first Inform.
			</p>
			<p>
				No device at hand? <code>npm run demo</code> starts virtual CPEs in the tenant <code>lab</code> and proves each
				model.
			</p>
			<OtherTenants lead="Each tenant has its own matrix." />
		</Empty>
	);
}
