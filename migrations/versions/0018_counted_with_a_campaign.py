"""An act on many contributions says with which campaign they were counted.

Safe while the site runs: a column that may be empty, which no released code reads. Going down forgets what was counted
with a campaign: it is to be dealt with again, for nothing would say to which campaign it must still belong.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("disposition_batches") as table:
        table.add_column(sa.Column("campaign_id", sa.BigInteger(), nullable=True))
        table.create_index(table.f("ix_disposition_batches_campaign_id"), ["campaign_id"])
        table.create_foreign_key(
            table.f("fk_disposition_batches_campaign_id"), "campaigns", ["campaign_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    op.execute("DELETE FROM dispositions WHERE kind = 'campaign'")
    op.execute("DELETE FROM disposition_batches WHERE kind = 'campaign'")
    with op.batch_alter_table("disposition_batches") as table:
        table.drop_constraint(table.f("fk_disposition_batches_campaign_id"), type_="foreignkey")
        table.drop_index(table.f("ix_disposition_batches_campaign_id"))
        table.drop_column("campaign_id")
