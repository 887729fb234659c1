-- A device's own configuration file, as it uploaded it for a backup: it goes back to that device alone.
alter table file add column device uuid;
create index file_device on file (tenant, device) where device is not null;

create table sealed_file (
	tenant uuid not null,
	id uuid not null,
	device uuid not null,
	-- Sealed.
	content text not null,
	primary key (tenant, id)
);
create index sealed_file_device on sealed_file (tenant, device);

alter table backup add column file uuid;
-- Its backup has the device's own configuration file as well, where that comes.
alter table change add column with_file boolean not null default false;

alter table transfer_token drop constraint transfer_token_content_check;
alter table transfer_token
	add check (content in ('file', 'absent', 'testPattern', 'counted', 'configuration'));
