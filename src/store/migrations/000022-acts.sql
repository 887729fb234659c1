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
