-- name: facts
select current_setting('server_version') as version,
       current_database() as name,
       current_user as account,
       current_setting('transaction_read_only') = 'on' as is_read_only,
       has_schema_privilege('public', 'create') as makes_tables,
       -- Dagster's tables have a schema of their own, which the first migration makes.
       case when to_regnamespace('dagster') is null
            then has_database_privilege(current_database(), 'create')
            else has_schema_privilege('dagster', 'create') end as makes_schemas,
       to_regclass('vehicle_pipeline_version') is not null as has_tables,
       clock_timestamp() as now;

-- name: revision
select version_num from vehicle_pipeline_version;
