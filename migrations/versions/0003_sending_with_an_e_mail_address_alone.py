"""Submissions sent with an e-mail address alone, until the mailed link is followed.

Safe while the site runs: one new table that nothing older reads. Going down, what still waits for its link goes to the
moderators' queue: without the table nobody could confirm it, and it would be counted as waiting for ever.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unconfirmed",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_unconfirmed_submission_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unconfirmed")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_unconfirmed_submission_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_unconfirmed_token_hash")),
    )
    op.create_index(op.f("ix_unconfirmed_ends_at"), "unconfirmed", ["ends_at"], unique=False)


def downgrade() -> None:
    op.execute(
        "UPDATE contributions SET waits = TRUE WHERE state = 'waiting' AND id IN (SELECT positions.id FROM positions "
        "JOIN unconfirmed ON unconfirmed.submission_id = positions.submission_id "
        "WHERE unconfirmed.token_hash IS NOT NULL)"
    )
    op.drop_index(op.f("ix_unconfirmed_ends_at"), table_name="unconfirmed")
    op.drop_table("unconfirmed")
