-- How a console session was opened. Those that users have open now do not say: they sign in once more.
alter table console_session add column method text check (method in ('token', 'password', 'oidc'));
delete from console_session where account is not null;
update console_session set method = 'token';
alter table console_session alter column method set not null;

-- When those had signed in who then acted on a device or a subscriber: once for each session and thing.
create table sign_in (
	tenant uuid not null,
	about uuid not null,
	at timestamptz not null,
	session uuid not null,
	actor text not null,
	method text not null,
	primary key (tenant, about, at, session)
);

-- Timelines tell by the trail what they have no entries of their own for (shared/auditActions.ts): of operations, changes
-- and proof runs, which are most of what concerns a device, nothing is added here.
create index audit_act_device on audit (tenant, (entry->>'deviceId'), ((entry->>'at') collate "C"), seq)
	where entry->>'deviceId' is not null and entry->>'action' not in (
	'certification.discovery', 'certification.verification', 'change.apply', 'change.carriedOut', 'change.end',
	'change.preview', 'change.submit', 'change.takenBack', 'device.firstContact', 'device.provision',
	'device.quarantine', 'device.suspendedAgain', 'device.suspensionForgotten', 'operation.create', 'proofRun.create',
	'subscriber.restore', 'subscriber.suspend');
create index audit_act_subscriber on audit (tenant, (entry->>'subscriberId'), ((entry->>'at') collate "C"), seq)
	where entry->>'subscriberId' is not null and entry->>'action' not in (
	'certification.discovery', 'certification.verification', 'change.apply', 'change.carriedOut', 'change.end',
	'change.preview', 'change.submit', 'change.takenBack', 'device.firstContact', 'device.provision',
	'device.quarantine', 'device.suspendedAgain', 'device.suspensionForgotten', 'operation.create', 'proofRun.create',
	'subscriber.restore', 'subscriber.suspend');

-- A tenant that was deleted is closed: its rows, evidence and trail stay, and its slug is not given again.
alter table tenant add column closed_at timestamptz;
-- A closed tenant's trail takes no more entries, and so nothing that is audited happens there any more.
alter table audit_head add column closed_at timestamptz;

-- Nor does a device that comes just then become known. Who closes the tenant waits for those that came before.
create function certus_device_of_open_tenant() returns trigger language plpgsql as $$
begin
	perform from tenant where tenant in (select tenant from added) order by tenant for key share;
	if exists (select from tenant where tenant in (select tenant from added) and closed_at is not null) then
		raise exception 'the tenant is closed: it takes no device' using errcode = 'restrict_violation';
	end if;
	return null;
end $$;
create trigger device_of_open_tenant after insert on device referencing new table as added
	for each statement execute function certus_device_of_open_tenant();
