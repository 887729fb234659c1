-- A device's last session stands with the device from its Inform on, and in a row of its own from its end on, or from
-- the next Inform on if it never ended: so each takes one row's write at its beginning and one at its end.
alter table device add column session uuid, add column session_slot integer, add column session_address text;

create view device_session as
	select tenant, device, slot, id, started_at, ended_at, outcome, events, remote_address, rpcs, transcript from cwmp_session
	union all
	select d.tenant, d.id, d.session_slot, d.session, d.last_inform_at, null, null, d.last_inform_events, d.session_address,
		0, null
	from device d where d.session is not null and not exists (
		select from cwmp_session s
		where s.tenant = d.tenant and s.device = d.id and s.slot = d.session_slot and s.started_at >= d.last_inform_at);

-- What almost every group of sessions writes, in one round trip: a call with four lists, each of them may be null.
-- Gives the version that the rows of its devices have from now on. An Inform may say which version it knows: where the
-- row has another one by now, or something stands in the device's queue, the whole group is refused with their ids.
-- The planner knows nothing of how short the lists are, and would read whole tables: it is held to the indexes.
drop function certus_session_group(json, json, json, json);
create function certus_session_group(unended json, informs json, ends json, happenings json) returns xid
language plpgsql
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
declare
	written_as constant xid := pg_current_xact_id()::xid;
	written integer;
	outdated json;
begin
	if unended is not null then
		insert into cwmp_session (tenant, device, slot, id, started_at, events, remote_address)
		select d.tenant, d.id, d.session_slot, d.session, d.last_inform_at, d.last_inform_events, d.session_address
		from json_to_recordset(unended) as r(tenant uuid, device uuid)
			join device d on d.tenant = r.tenant and d.id = r.device
		where d.session is not null
		on conflict (tenant, device, slot) do update set id = excluded.id, started_at = excluded.started_at,
			ended_at = null, outcome = null, events = excluded.events, remote_address = excluded.remote_address, rpcs = 0,
			transcript = null
		where cwmp_session.started_at < excluded.started_at;
	end if;
	if informs is not null then
		update device d set last_inform_at = r.at, last_inform_events = r.events, session_count = r.count,
			inform_parameters = coalesce(r.parameters, d.inform_parameters), inform_parameters_at = r.at,
			session = r.session, session_slot = r.slot, session_address = r.address
		from json_to_recordset(informs) as r(tenant uuid, device uuid, at timestamptz, events text[], count integer,
			parameters jsonb, session uuid, slot integer, address text, version xid)
		-- Asked here, and not before: where another transaction has just changed the row, this is asked once more.
		where d.tenant = r.tenant and d.id = r.device and (r.version is null or d.xmin = r.version and not exists (
			select from operation o where o.tenant = r.tenant and o.device = r.device
				and o.status in ('queued', 'running', 'unknown') and o.finished_at is null
			-- Looked up for each: without this all that is open is read into a hash table.
			offset 0));
		get diagnostics written = row_count;
		if written < json_array_length(informs) then
			select json_agg(r.device) into outdated
			from json_to_recordset(informs) as r(tenant uuid, device uuid, version xid)
			where r.version is not null and not exists (
				select from device d where d.tenant = r.tenant and d.id = r.device and d.xmin = written_as);
			if outdated is not null then
				raise exception 'devices are not as they were known' using errcode = 'CK001', detail = outdated;
			end if;
		end if;
	end if;
	if ends is not null then
		update cwmp_session s set id = r.id, started_at = r."startedAt", ended_at = r."endedAt", outcome = r.outcome,
			events = r.events, remote_address = r."remoteAddress", rpcs = r.rpcs, transcript = decode(r.transcript, 'base64')
		from json_to_recordset(ends) as r(tenant uuid, device uuid, slot integer, id uuid, "startedAt" timestamptz,
			"endedAt" timestamptz, outcome text, events text[], "remoteAddress" text, rpcs integer, transcript text)
		where s.tenant = r.tenant and s.device = r.device and s.slot = r.slot and s.started_at <= r."startedAt";
		get diagnostics written = row_count;
		if written < json_array_length(ends) then
			insert into cwmp_session (tenant, device, slot, id, started_at, ended_at, outcome, events, remote_address, rpcs,
				transcript)
			select r.tenant, r.device, r.slot, r.id, r."startedAt", r."endedAt", r.outcome, r.events, r."remoteAddress",
				r.rpcs, decode(r.transcript, 'base64')
			from json_to_recordset(ends) as r(tenant uuid, device uuid, slot integer, id uuid, "startedAt" timestamptz,
				"endedAt" timestamptz, outcome text, events text[], "remoteAddress" text, rpcs integer, transcript text)
			-- Of a device that was removed meanwhile nothing is left.
			where exists (select from device d where d.tenant = r.tenant and d.id = r.device offset 0)
			on conflict (tenant, device, slot) do nothing;
		end if;
	end if;
	if happenings is not null then
		insert into outbox (tenant, at, events)
		select tenant, now(), events from json_to_recordset(happenings) as r(tenant uuid, events jsonb);
		-- Says only that there is something: listeners read the outbox.
		perform pg_notify('certus_outbox', '');
	end if;
	return written_as;
end
$$;
