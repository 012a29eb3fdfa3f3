"""How far the record was read for contributions to be put into the campaign they were made from, and of a whole search.

Safe while the site runs: a new table and a new column that may be empty, which no released code reads. What came before
has been searched; the reader begins after it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_place",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_place")),
    )
    op.execute("INSERT INTO campaign_place (id, place) SELECT 1, COALESCE(MAX(place) + 1, 0) FROM entries")
    op.add_column("campaign_searches", sa.Column("percent", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("campaign_searches") as table:
        table.drop_column("percent")
    op.drop_table("campaign_place")
