"""Campaigns that were declared, merged or contested; who was taken out of one; lists that show one for many.

Safe while the site runs: new tables, and new columns that may be empty or have a default, which no released code reads.
On SQLite the members' table is written anew. What had been confirmed is grouped by the worker, which is told to look.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submissions", sa.Column("campaign", sa.Text(), nullable=False, server_default=""))
    op.add_column("campaigns", sa.Column("title", sa.Text(), nullable=False, server_default=""))
    op.add_column("campaigns", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("campaign_members") as table:
        table.alter_column("campaign_id", existing_type=sa.BigInteger(), nullable=True)
        table.add_column(sa.Column("out_of_id", sa.BigInteger(), nullable=True))
        table.create_index(op.f("ix_campaign_members_out_of_id"), ["out_of_id"])
    op.create_table(
        "campaign_heads",
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "topic_id", name=op.f("pk_campaign_heads")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_heads_campaign_id_campaigns"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_campaign_heads_topic_id_topics"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_campaign_heads_contribution_id_contributions"),
            ondelete="CASCADE"),
    )
    op.create_index(op.f("ix_campaign_heads_contribution_id"), "campaign_heads", ["contribution_id"])
    op.create_table(
        "campaign_contests",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_contests")),
        sa.UniqueConstraint(
            "campaign_id", "contribution_id", name=op.f("uq_campaign_contests_campaign_id_contribution_id")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_contests_campaign_id_campaigns"),
            ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_campaign_contests_contribution_id_contributions"),
            ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_campaign_contests_decided_by_accounts"),
            ondelete="SET NULL"),
    )
    op.create_index(op.f("ix_campaign_contests_contribution_id"), "campaign_contests", ["contribution_id"])
    op.add_column(
        "contribution_topics", sa.Column("is_grouped", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(
        "ix_contribution_topics_shown", "contribution_topics", ["topic_id", "kind", "listed_at", "contribution_id"],
        sqlite_where=sa.text("NOT is_grouped"), postgresql_where=sa.text("NOT is_grouped"),
    )
    # The reader goes back to the first campaign that was confirmed: what it has placed already it does not place again.
    op.execute(
        "UPDATE campaign_place SET place = COALESCE("
        "(SELECT MIN(place) FROM entries WHERE kind = 'campaign.confirmed' AND place IS NOT NULL), place)"
    )


def downgrade() -> None:
    op.drop_index("ix_contribution_topics_shown", table_name="contribution_topics")
    op.drop_column("contribution_topics", "is_grouped")
    op.drop_table("campaign_contests")
    op.drop_table("campaign_heads")
    op.execute("DELETE FROM campaign_members WHERE campaign_id IS NULL")
    with op.batch_alter_table("campaign_members") as table:
        table.drop_index(op.f("ix_campaign_members_out_of_id"))
        table.drop_column("out_of_id")
        table.alter_column("campaign_id", existing_type=sa.BigInteger(), nullable=False)
    op.execute(
        "DELETE FROM campaign_members WHERE campaign_id IN "
        "(SELECT id FROM campaigns WHERE kind = 'declared' OR merged_into_id IS NOT NULL)"
    )
    op.execute("DELETE FROM campaigns WHERE kind = 'declared' OR merged_into_id IS NOT NULL")
    op.drop_column("campaigns", "merged_into_id")
    op.drop_column("campaigns", "title")
    op.drop_column("submissions", "campaign")
