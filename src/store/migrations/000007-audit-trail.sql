alter table tenant add column audit_retention_days integer check (audit_retention_days >= 1);

-- The newest time of the chain up to an entry. It never goes back, as `at` may, so that a time has one place in the chain.
alter table audit add column latest_at timestamptz;
update audit set latest_at = r.latest_at from (
	select tenant, seq, max((entry->>'at')::timestamptz) over (partition by tenant order by seq) as latest_at from audit
) r where r.tenant = audit.tenant and r.seq = audit.seq;
alter table audit alter column latest_at set not null;

create index audit_time on audit (tenant, latest_at, seq);
create index audit_device on audit (tenant, (entry->>'deviceId'), seq) where entry->>'deviceId' is not null;
create index audit_subscriber on audit (tenant, (entry->>'subscriberId'), seq) where entry->>'subscriberId' is not null;
create index audit_action on audit (tenant, (entry->>'action'), seq);
create index audit_actor on audit (tenant, (entry->>'actor'), seq);
create index audit_actor_action on audit (tenant, (entry->>'actor'), (entry->>'action'), seq);

-- Where each chain ends: who appends holds this row until its transaction ends. Up to `cut_seq` retention may delete.
create table audit_head (
	tenant uuid primary key,
	seq bigint not null,
	hash text not null,
	latest_at timestamptz not null,
	cut_seq bigint not null default 0,
	constraint audit_head_cut check (cut_seq <= seq)
);
insert into audit_head (tenant, seq, hash, latest_at)
	select distinct on (tenant) tenant, seq, hash, latest_at from audit order by tenant, seq desc;

create function certus_audit_only_added() returns trigger language plpgsql as $$
begin
	raise exception 'the audit trail is only added to: % of % is refused', lower(tg_op), tg_table_name
		using errcode = 'restrict_violation';
end $$;
create trigger audit_unchanged before update or truncate on audit
	for each statement execute function certus_audit_only_added();
create trigger audit_head_kept before delete or truncate on audit_head
	for each statement execute function certus_audit_only_added();

-- What retention has recorded as cut may go, and nothing else.
create function certus_audit_cut_only() returns trigger language plpgsql as $$
begin
	if exists (
		select 1 from (select tenant, max(seq) as seq from gone group by tenant) g
			left join audit_head h on h.tenant = g.tenant
		where g.seq > coalesce(h.cut_seq, 0)
	) then
		raise exception 'the audit trail is only added to: entries that retention has not cut stay'
			using errcode = 'restrict_violation';
	end if;
	return null;
end $$;
create trigger audit_kept after delete on audit referencing old table as gone
	for each statement execute function certus_audit_cut_only();

create function certus_audit_head_forward() returns trigger language plpgsql as $$
begin
	if new.tenant <> old.tenant or new.seq < old.seq or new.cut_seq < old.cut_seq then
		raise exception 'the audit trail is only added to: its head does not go back' using errcode = 'restrict_violation';
	end if;
	return new;
end $$;
create trigger audit_head_forward before update on audit_head
	for each row execute function certus_audit_head_forward();
