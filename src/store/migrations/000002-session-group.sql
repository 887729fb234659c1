-- What almost every group of sessions writes, in one round trip: a call with four lists, each of them may be null.
-- The planner knows nothing of how short the lists are, and would read whole tables: it is held to the indexes.
create function certus_session_group(informs json, starts json, ends json, happenings json) returns void
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
begin
	if informs is not null then
		update device d set last_inform_at = r.at, last_inform_events = r.events, session_count = r.count,
			inform_parameters = coalesce(r.parameters, d.inform_parameters), inform_parameters_at = r.at
		from json_to_recordset(informs) as r(tenant uuid, device uuid, at timestamptz, events text[], count integer,
			parameters jsonb)
		where d.tenant = r.tenant and d.id = r.device;
	end if;
	if starts is not null then
		insert into cwmp_session (tenant, device, slot, id, started_at, events, remote_address)
		select tenant, device, slot, id, "startedAt", events, "remoteAddress"
		from json_to_recordset(starts) as r(tenant uuid, device uuid, slot integer, id uuid, "startedAt" timestamptz,
			events text[], "remoteAddress" text)
		on conflict (tenant, device, slot) do update set id = excluded.id, started_at = excluded.started_at,
			ended_at = null, outcome = null, events = excluded.events, remote_address = excluded.remote_address, rpcs = 0,
			transcript = null;
	end if;
	if ends is not null then
		update cwmp_session s set ended_at = r."endedAt", outcome = r.outcome, rpcs = r.rpcs,
			transcript = decode(r.transcript, 'base64')
		from json_to_recordset(ends) as r(tenant uuid, device uuid, slot integer, id uuid, "endedAt" timestamptz,
			outcome text, rpcs integer, transcript text)
		where s.tenant = r.tenant and s.device = r.device and s.slot = r.slot and s.id = r.id;
	end if;
	if happenings is not null then
		insert into outbox (tenant, at, events)
		select tenant, now(), events from json_to_recordset(happenings) as r(tenant uuid, events jsonb);
		-- Says only that there is something: listeners read the outbox.
		perform pg_notify('certus_outbox', '');
	end if;
end
$$;
