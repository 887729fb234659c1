-- Objects that were made anew for those that were gone, each by the path that it had and the one that it has now.
alter table change_device add column brought_back jsonb not null default '[]';
