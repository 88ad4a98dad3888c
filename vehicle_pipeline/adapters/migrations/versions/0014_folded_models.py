"""How often models have which words, for the planner."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- An index would double the time of an insert; without either, a search for a rare model
        -- goes through all vehicles in the order of their plates. The expression is that of
        -- `where_modelo`.
        create statistics vehicles_folded_modelo on (
            case when octet_length(modelo) = char_length(modelo) then lower(modelo)
                 else translate(lower(modelo), 'áàâãäéèêëíìîïóòôõöúùûüçñ',
                                'aaaaaeeeeiiiiooooouuuucn')
            end
        ) from vehicles;
        """
    )


def downgrade() -> None:
    op.execute("drop statistics vehicles_folded_modelo")
