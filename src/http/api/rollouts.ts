import type { FastifyReply } from "fastify";
import { z } from "zod";
import { requireChange } from "../../app/changes/decideChange.ts";
import { reportLinesOf, reportOf } from "../../app/changes/rolloutReport.ts";
import { pauseChange, resumeChange, stopChange } from "../../app/changes/steerRollout.ts";
import { Change, Comment } from "../../shared/changes.ts";
import { ResumeRollout, RolloutReport } from "../../shared/rollouts.ts";
import type { Scope } from "../../store/db.ts";
import type { ReportLine } from "../../store/rolloutReport.ts";
import { changePresenter, PROPOSERS } from "./changes.ts";
import { csvOf } from "./csv.ts";
import { ById } from "./params.ts";
import { addRead, addWrite, type Kit } from "./route.ts";

const tag = "changes";
const CSV = "text/csv; charset=utf-8";

/** Changes that go over many devices in waves: held, let go, ended, and what became of them. */
export function addRolloutRoutes(kit: Kit): void {
	const { engine } = kit.deps;
	const presentOne = changePresenter(kit);

	addWrite(kit, {
		method: "POST",
		url: "/changes/:id/pause",
		summary: "Hold a change that goes in waves: no device begins, those under way come to their end",
		tag,
		permission: PROPOSERS,
		params: ById,
		body: Comment,
		status: 200,
		answer: Change,
		async handle(command, { params, body }) {
			await pauseChange(command, engine, params.id, body.comment);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/changes/:id/resume",
		summary: "Let a paused change go on; its stop rule begins anew, and the matrix is asked again",
		tag,
		permission: PROPOSERS,
		params: ById,
		body: ResumeRollout,
		status: 200,
		answer: Change,
		async handle(command, { params, body }) {
			await resumeChange(command, engine, params.id, body);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});

	addWrite(kit, {
		method: "POST",
		url: "/changes/:id/stop",
		summary: "End a change that goes in waves: what was not begun is skipped, and it ends as failed",
		tag,
		permission: PROPOSERS,
		params: ById,
		body: Comment,
		status: 200,
		answer: Change,
		async handle(command, { params, body }) {
			await stopChange(command, engine, params.id, body.comment);
			return presentOne(command.scope, command.tenant, params.id);
		},
	});

	addRead(kit, {
		url: "/changes/:id/report",
		summary: "What became of a change: by wave and reason, durations and versions; with `Accept: text/csv` by device",
		tag,
		permission: "read",
		params: ById,
		answer: RolloutReport,
		async handle({ params, scope, request, reply }) {
			if (/^\s*text\/csv\b/i.test(request.headers.accept ?? "")) return sendCsv(reply, scope, params.id);
			return reportOf(scope, await requireChange({ scope }, params.id));
		},
	});

	addRead(kit, {
		url: "/changes/:id/report.csv",
		summary: "What became of a change, a line a device",
		tag,
		permission: "read",
		params: ById,
		answer: z.string(),
		produces: CSV,
		handle: ({ params, scope, reply }) => sendCsv(reply, scope, params.id),
	});
}

async function sendCsv(reply: FastifyReply, scope: Scope, id: string): Promise<FastifyReply> {
	const lines = await reportLinesOf(scope, await requireChange({ scope }, id));
	reply.header("content-disposition", `attachment; filename="certus-change-${id}.csv"`);
	return reply.type(CSV).send(csvOf(COLUMNS, lines));
}

const NAMES = [
	...(["deviceId", "serialNumber", "vendor", "model", "hardwareVersion", "wave", "state", "code", "detail"] as const),
	...(["startedAt", "finishedAt", "durationSeconds", "versionBefore", "versionAfter"] as const),
];
const COLUMNS = NAMES.map((name) => [name, (line: ReportLine) => line[name]] as const);
