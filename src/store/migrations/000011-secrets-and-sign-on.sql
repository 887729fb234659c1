-- Credentials and what is still to be sent are sealed by a job at start, which has the key. What nobody needs again is
-- taken out here: values of secret parameters in what devices said and what was done.
create table secrets_state (
	single boolean primary key default true check (single),
	-- When everything that earlier versions stored in clear was sealed or taken out.
	sealed_at timestamptz
);
insert into secrets_state default values;

-- An operation's input once it is over: what was sealed to be sent is needed no more.
create function certus_without_sealed(input jsonb) returns jsonb
language sql immutable
as $$
	select case when input::text like '%"sealed1.%' and jsonb_typeof(input->'values') = 'array' then
		jsonb_set(input, '{values}', (
			select jsonb_agg(case when entry->>'value' ~ '^sealed1\.[0-9a-f]{12}\.' then entry || '{"value": "[redacted]"}' else entry end order by place)
			from jsonb_array_elements(input->'values') with ordinality as e(entry, place)
		))
	else input end
$$;

-- As `isSecretName` has it.
create function certus_is_secret(path text) returns boolean
language sql immutable
as $$
	select path ~* '(password|passwd|pwd|passphrase|presharedkey|wepkey\d*|secret|\mpsk|_key|privatekey|authkey|pin)$'
$$;

create function certus_hide_values(list jsonb) returns jsonb
language sql immutable
as $$
	select jsonb_agg(case when certus_is_secret(entry->>'path') and entry->>'value' <> '' then entry || '{"value": "[redacted]"}' else entry end order by place)
	from jsonb_array_elements(list) with ordinality as e(entry, place)
$$;

create function certus_has_secret(list jsonb) returns boolean
language sql immutable
as $$
	select case when jsonb_typeof(list) = 'array' then exists (
		select 1 from jsonb_array_elements(list) as entry where certus_is_secret(entry->>'path')
	) else false end
$$;

update operation set input = jsonb_set(input, '{values}', certus_hide_values(input->'values'))
where kind = 'set' and finished_at is not null and certus_has_secret(input->'values');

update operation set result = jsonb_set(result, '{values}', certus_hide_values(result->'values'))
where kind = 'read' and certus_has_secret(result->'values');

update proof_run set inputs = jsonb_set(inputs, '{configValues}', certus_hide_values(inputs->'configValues'))
where status in ('finished', 'cancelled') and certus_has_secret(inputs->'configValues');

update device set inform_parameters = (
	select jsonb_agg(case when certus_is_secret(entry->>0) and entry->>1 <> '' then jsonb_set(entry, '{1}', '"[redacted]"') else entry end order by place)
	from jsonb_array_elements(inform_parameters) with ordinality as e(entry, place)
)
where exists (select 1 from jsonb_array_elements(inform_parameters) as entry where certus_is_secret(entry->>0));

drop function certus_has_secret(jsonb);
drop function certus_hide_values(jsonb);
drop function certus_is_secret(text);

-- Who a user is at the identity provider, since the first single sign-on; from then on it is not the email that decides.
alter table account
	add column oidc_issuer text,
	add column oidc_subject text,
	add constraint account_oidc unique (oidc_issuer, oidc_subject),
	add check ((oidc_issuer is null) = (oidc_subject is null));
