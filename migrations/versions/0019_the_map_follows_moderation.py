"""The map of opinion keeps its own place in the record, and follows what becomes of claims.

Safe while the site runs: a new table that no released code reads. Without its row all maps are made once more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opinion_followed",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_followed")),
    )


def downgrade() -> None:
    op.drop_table("opinion_followed")
