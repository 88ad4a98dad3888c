"""The fleet by price, beside the fleet by year."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- Bands of about as many vehicles each; the last has no end.
        create materialized view fleet_by_price as
            with bands (lowest) as (
                select '{0, 20000, 40000, 60000, 80000, 100000, 150000, 200000, 500000}'::numeric[]
            )
            select lowest[width_bucket(valor_fipe, lowest)] as lowest,
                   count(*)                                 as vehicles,
                   sum(valor_fipe)                          as total_value
            from vehicles, bands
            group by 1
            order by 1;
        """
    )


def downgrade() -> None:
    op.execute("drop materialized view fleet_by_price")
