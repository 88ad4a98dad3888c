-- name: create
insert into access_tokens (id, name, scope, secret_hash, created_by, expires_at)
values (%(id)s, %(name)s, %(scope)s, %(secret_hash)s, %(created_by)s,
        now() + make_interval(days => %(days)s))
returning *;

-- name: list
select * from access_tokens order by revoked_at is not null, created_at desc, id;

-- name: revoke
update access_tokens set revoked_at = coalesce(revoked_at, now()) where id = %(id)s returning *;

-- name: find
-- Notes the use, once a minute at most: a row is not rewritten for each request.
with found as (
    select *, expires_at <= now() as is_expired from access_tokens
    where secret_hash = %(secret_hash)s
), used as (
    update access_tokens set last_used_at = now()
    from found
    where access_tokens.id = found.id and found.revoked_at is null and not found.is_expired
        and (found.last_used_at is null or found.last_used_at < now() - interval '1 minute')
)
select id, name, scope, is_expired, revoked_at is not null as is_revoked, expires_at from found;
