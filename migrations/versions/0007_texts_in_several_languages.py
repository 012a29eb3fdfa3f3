"""A consultation's own texts in further languages.

Safe while the site runs: one new table that nothing older reads. Going down loses the translations; the originals stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("source_digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_kind", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_translations_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_translations_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translations")),
    )
    op.create_index("ix_translations_read", "translations", ["consultation_id", "language", "topic_id"], unique=False)
    op.create_index(op.f("ix_translations_topic_id"), "translations", ["topic_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_translations_topic_id"), table_name="translations")
    op.drop_index("ix_translations_read", table_name="translations")
    op.drop_table("translations")
