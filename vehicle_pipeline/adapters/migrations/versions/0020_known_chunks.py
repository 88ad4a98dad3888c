"""Chunks remembered by their content, with the version of the vehicles that they wrote."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Set when the chunk wrote all of its accepted rows: their digest, and the transaction that
        -- wrote them.
        alter table import_chunks
            add content_hash bytea,
            add row_version xid;
        create index import_chunks_by_content on import_chunks (content_hash)
            where content_hash is not null;

        -- Numbers of transactions mean nothing in another cluster, such as one that a dump was
        -- restored to: there no content is recognized.
        create function digest_here(content bytea) returns bytea stable
            language sql
            return (select sha256(content || int8send(system_identifier))
                    from pg_control_system());

        -- The rows of a chunk lie together as well as those of an import.
        drop index vehicles_of_import;
        create index vehicles_of_import on vehicles using brin (import_id, source_row)
            with (pages_per_range = 32, autosummarize = on);
        """
    )


def downgrade() -> None:
    op.execute(
        """
        drop index vehicles_of_import;
        create index vehicles_of_import on vehicles using brin (import_id)
            with (pages_per_range = 32, autosummarize = on);
        drop function digest_here;
        alter table import_chunks drop content_hash, drop row_version;
        """
    )
