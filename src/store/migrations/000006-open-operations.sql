-- `unknown` may be an end: what has one is not looked for any more.
drop index operation_open;
create index operation_open on operation (tenant, device, seq)
	where status in ('queued', 'running', 'unknown') and finished_at is null;
drop index operation_due;
create index operation_due on operation ((case when status = 'queued' then expires_at else coalesce(deadline_at, expires_at) end))
	where status in ('queued', 'running', 'unknown') and finished_at is null;
