-- The same as before with its lists as arrays, a column each: they come in the binary format, so that nothing is parsed
-- but what a row has as text. Of a section that is not to be written all arrays are null.
drop function certus_session_group(json, json, json, json);
create function certus_session_group(
	unended_tenants uuid[], unended_devices uuid[],
	inform_tenants uuid[], inform_devices uuid[], inform_times timestamptz[], inform_events text[], inform_counts integer[],
	inform_values text[], inform_sessions uuid[], inform_slots integer[], inform_addresses text[], inform_versions xid[],
	end_tenants uuid[], end_devices uuid[], end_slots integer[], end_ids uuid[], end_starts timestamptz[],
	end_times timestamptz[], end_outcomes text[], end_events text[], end_addresses text[], end_rpcs integer[],
	end_transcripts bytea[],
	happening_tenants uuid[], happening_events text[]
) returns xid
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
	if unended_devices is not null then
		insert into cwmp_session (tenant, device, slot, id, started_at, events, remote_address)
		select d.tenant, d.id, d.session_slot, d.session, d.last_inform_at, d.last_inform_events, d.session_address
		from unnest(unended_tenants, unended_devices) as r(tenant, device)
			join device d on d.tenant = r.tenant and d.id = r.device
		-- Asked first: what conflicts is locked, and so written, even where it stays as it is.
		where d.session is not null and not exists (
			select from cwmp_session s where s.tenant = d.tenant and s.device = d.id and s.slot = d.session_slot
				and s.started_at >= d.last_inform_at
			offset 0)
		on conflict (tenant, device, slot) do update set id = excluded.id, started_at = excluded.started_at,
			ended_at = null, outcome = null, events = excluded.events, remote_address = excluded.remote_address, rpcs = 0,
			transcript = null
		where cwmp_session.started_at < excluded.started_at;
	end if;
	if inform_devices is not null then
		update device d set last_inform_at = r.at, last_inform_events = r.events::text[], session_count = r.count,
			inform_parameters = coalesce(r.parameters::jsonb, d.inform_parameters), inform_parameters_at = r.at,
			session = r.session, session_slot = r.slot, session_address = r.address
		from unnest(inform_tenants, inform_devices, inform_times, inform_events, inform_counts, inform_values,
			inform_sessions, inform_slots, inform_addresses, inform_versions)
			as r(tenant, device, at, events, count, parameters, session, slot, address, version)
		-- Asked here, and not before: where another transaction has just changed the row, this is asked once more.
		where d.tenant = r.tenant and d.id = r.device and (r.version is null or d.xmin = r.version and not exists (
			select from operation o where o.tenant = r.tenant and o.device = r.device
				and o.status in ('queued', 'running', 'unknown') and o.finished_at is null
			-- Looked up for each: without this all that is open is read into a hash table.
			offset 0));
		get diagnostics written = row_count;
		if written < cardinality(inform_devices) then
			select json_agg(r.device) into outdated
			from unnest(inform_tenants, inform_devices, inform_versions) as r(tenant, device, version)
			where r.version is not null and not exists (
				select from device d where d.tenant = r.tenant and d.id = r.device and d.xmin = written_as);
			if outdated is not null then
				raise exception 'devices are not as they were known' using errcode = 'CK001', detail = outdated;
			end if;
		end if;
	end if;
	if end_devices is not null then
		update cwmp_session s set id = r.id, started_at = r.started, ended_at = r.ended, outcome = r.outcome,
			events = r.events::text[], remote_address = r.address, rpcs = r.rpcs, transcript = r.transcript
		from unnest(end_tenants, end_devices, end_slots, end_ids, end_starts, end_times, end_outcomes, end_events,
			end_addresses, end_rpcs, end_transcripts)
			as r(tenant, device, slot, id, started, ended, outcome, events, address, rpcs, transcript)
		where s.tenant = r.tenant and s.device = r.device and s.slot = r.slot and s.started_at <= r.started;
		get diagnostics written = row_count;
		if written < cardinality(end_devices) then
			insert into cwmp_session (tenant, device, slot, id, started_at, ended_at, outcome, events, remote_address, rpcs,
				transcript)
			select r.tenant, r.device, r.slot, r.id, r.started, r.ended, r.outcome, r.events::text[], r.address, r.rpcs,
				r.transcript
			from unnest(end_tenants, end_devices, end_slots, end_ids, end_starts, end_times, end_outcomes, end_events,
				end_addresses, end_rpcs, end_transcripts)
				as r(tenant, device, slot, id, started, ended, outcome, events, address, rpcs, transcript)
			-- Of a device that was removed meanwhile nothing is left.
			where exists (select from device d where d.tenant = r.tenant and d.id = r.device offset 0)
			on conflict (tenant, device, slot) do nothing;
		end if;
	end if;
	if happening_tenants is not null then
		insert into outbox (tenant, at, events)
		select tenant, now(), events::jsonb from unnest(happening_tenants, happening_events) as r(tenant, events);
		-- Says only that there is something: listeners read the outbox.
		perform pg_notify('certus_outbox', '');
	end if;
	return written_as;
end
$$;
