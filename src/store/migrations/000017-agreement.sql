-- A proof run on a field device waits for the change that others agree to.
alter table proof_run
	drop constraint proof_run_status_check,
	add constraint proof_run_status_check
		check (status in ('pendingApproval', 'queued', 'running', 'finished', 'cancelled')),
	-- What has to be agreed to before it is queued.
	add column change uuid,
	-- When that was; a session from before it gets nothing of the run.
	add column accepted_at timestamptz;
create unique index proof_run_change on proof_run (tenant, change) where change is not null;
