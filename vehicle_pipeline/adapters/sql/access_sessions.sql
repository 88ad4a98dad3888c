-- name: begin
insert into access_sessions (secret_hash, kind, caller_id, name, scope, expires_at)
values (%(secret_hash)s, %(kind)s, %(caller_id)s, %(name)s, %(scope)s,
        now() + make_interval(secs => %(seconds)s));

-- name: find
-- That of a token ends with the token.
select kind, caller_id as id, access_sessions.name, access_sessions.scope
from access_sessions
left join access_tokens on kind = 'token' and access_tokens.id::text = caller_id
where access_sessions.secret_hash = %(secret_hash)s
    and access_sessions.expires_at > now()
    and (kind = 'person'
         or access_tokens.revoked_at is null and access_tokens.expires_at > now());

-- name: end_all_of_same
-- Everywhere: whoever signs out in one browser is signed out in all of them.
delete from access_sessions
using access_sessions mine
where mine.secret_hash = %(secret_hash)s
    and (access_sessions.kind, access_sessions.caller_id) = (mine.kind, mine.caller_id);

-- name: end_one
delete from access_sessions where secret_hash = %(secret_hash)s;

-- name: remove_expired
delete from access_sessions where expires_at < now();

-- name: good
-- Those of some tokens and sessions that still stand; both arrays have the hashes of secrets.
select secret_hash from access_tokens
where secret_hash = any (%(tokens)s) and revoked_at is null and expires_at > now()
union all
select access_sessions.secret_hash
from access_sessions
left join access_tokens on kind = 'token' and access_tokens.id::text = caller_id
where access_sessions.secret_hash = any (%(sessions)s)
    and access_sessions.expires_at > now()
    and (kind = 'person'
         or access_tokens.revoked_at is null and access_tokens.expires_at > now());
