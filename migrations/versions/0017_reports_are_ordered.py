"""Reports that take long are ordered and made by the worker; the latest entry of a consultation is found at once.

Safe while the site runs: a new table that no released code reads, and an index that serves whatever the old one did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_orders",
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(10), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gathered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_report_orders_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "format", "language", name=op.f("pk_report_orders")),
    )
    op.create_index("ix_entries_consultation_written_at", "entries", ["consultation", "written_at"])
    op.drop_index("ix_entries_consultation", "entries")


def downgrade() -> None:
    op.create_index("ix_entries_consultation", "entries", ["consultation"])
    op.drop_index("ix_entries_consultation_written_at", "entries")
    op.drop_table("report_orders")
