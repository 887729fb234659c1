-- What the gate asks for each operation, without unpacking the row that it stands in.
alter table matrix_row
	add column proven_paths jsonb not null
		generated always as (coalesce(body->'workflows'->'config'->'provenPaths', '[]'::jsonb)) stored,
	add column configuration_file text generated always as (body->'workflows'->'config'->>'configurationFile') stored;

-- When the approval policy was last made less strict, beside the policy itself: who reads that need not look for more.
alter table tenant add column policy_loosened_at timestamptz;
update tenant t set policy_loosened_at = (select max(l.at) from loosened_policy l where l.tenant = t.tenant);
