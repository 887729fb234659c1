import type { RolloutReport } from "../../../src/shared/rollouts.ts";
import { Tag } from "../../components/badges.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { At } from "../../components/Time.tsx";
import { formatDuration } from "../../components/time.ts";
import { Progress } from "./Progress.tsx";

type Wave = RolloutReport["waves"][number];

interface Props {
	readonly waves: readonly Wave[];
	/** The one that is under way. */
	readonly current: number | null;
}

export function WaveTable({ waves, current }: Props) {
	return (
		<DataTable
			label="Waves"
			rows={waves}
			columns={[
				{
					id: "wave",
					header: "Wave",
					cell: ({ wave, finishedAt }) => (
						<span className="badges">
							<b className="numeric">{wave}</b>
							{wave === current && finishedAt === null && <Tag>now</Tag>}
						</span>
					),
				},
				...COLUMNS,
			]}
			rowId={({ wave }) => String(wave)}
		/>
	);
}

const COLUMNS: readonly Column<Wave>[] = [
	{
		id: "devices",
		header: "Devices",
		cell: ({ devices }) => <span className="numeric">{devices.toLocaleString("en")}</span>,
	},
	{ id: "progress", header: "Progress", className: "wide-cell", cell: (wave) => <Progress counts={wave} /> },
	{ id: "startedAt", header: "Began", cell: ({ startedAt }) => <At at={startedAt} never="not yet" /> },
	{ id: "finishedAt", header: "Ended", cell: ({ finishedAt }) => <At at={finishedAt} /> },
	{
		id: "durations",
		header: "A device takes",
		cell: ({ durations }) =>
			durations === null ? (
				<span className="muted">–</span>
			) : (
				<span className="nowrap numeric">{formatDuration(durations.medianSeconds * 1_000)}</span>
			),
	},
];
