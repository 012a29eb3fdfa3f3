"""Campaigns, their members, and when they were last looked for.

Safe while the site runs: new tables that no released code reads. The worker fills them with what it proposes; a
downgrade drops that and what moderators decided on it, while the record keeps their decisions.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_searches",
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_campaign_searches_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_campaign_searches")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind", sa.Enum("exact", "near", "template", name="campaignkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("proposed", "confirmed", "dismissed", name="campaignstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("exemplar_id", sa.BigInteger(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_campaigns_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["exemplar_id"], ["contributions.id"], name=op.f("fk_campaigns_exemplar_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["accounts.id"], name=op.f("fk_campaigns_settled_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
    )
    op.create_index("ix_campaigns_exemplar_id", "campaigns", ["exemplar_id"])
    op.create_index("ix_campaigns_list", "campaigns", ["consultation_id", "state"])
    op.create_table(
        "campaign_members",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_members_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_campaign_members_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_campaign_members")),
    )
    op.create_index("ix_campaign_members_campaign_id", "campaign_members", ["campaign_id"])


def downgrade() -> None:
    op.drop_table("campaign_members")
    op.drop_table("campaigns")
    op.drop_table("campaign_searches")
