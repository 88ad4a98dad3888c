"""Chunks remembered by their content, with the versions and places of their vehicles."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Set when the chunk wrote all of its accepted rows: their digest, the transaction that
        -- wrote them, and between which places of the table.
        alter table import_chunks
            add content_hash bytea,
            add row_version xid,
            add first_at tid,
            add last_at tid;
        create index import_chunks_by_content on import_chunks (content_hash)
            where content_hash is not null;

        -- Numbers of transactions mean nothing in another cluster, such as one that a dump was
        -- restored to: there no content is recognized.
        create function digest_here(content bytea) returns bytea stable
            language sql
            return (select sha256(content || int8send(system_identifier))
                    from pg_control_system());
        """
    )


def downgrade() -> None:
    op.execute(
        """
        alter table import_chunks
            drop content_hash, drop row_version, drop first_at, drop last_at;
        drop function digest_here;
        """
    )
