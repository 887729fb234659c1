-- What was seen at the address that a device was given.
alter table transfer_token
	add column content text not null default 'file' check (content in ('file', 'absent', 'testPattern')),
	add column requests integer not null default 0,
	add column first_request_at timestamptz,
	add column last_status integer,
	add column bytes bigint not null default 0;
create index transfer_token_operation on transfer_token (tenant, operation);
