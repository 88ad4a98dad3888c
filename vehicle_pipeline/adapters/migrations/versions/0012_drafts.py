"""Uploads that wait for a confirmation, and mappings that are remembered."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- The import that a draft becomes has the draft's id and object.
        create table drafts (
            id          uuid        primary key,
            filename    text        not null,
            object_key  text        not null unique,
            file_size   bigint      not null check (file_size >= 0),
            file_sha256 text        not null,
            created_at  timestamptz not null default now()
        );
        create index drafts_by_age on drafts (created_at, id);

        -- By the names in a header; see `spreadsheets/headers/fingerprint.py`.
        create table remembered_mappings (
            fingerprint   text        primary key,
            mapping       jsonb       not null,
            filename      text        not null,
            remembered_at timestamptz not null default now()
        );
        """
    )


def downgrade() -> None:
    op.execute("drop table drafts, remembered_mappings")
