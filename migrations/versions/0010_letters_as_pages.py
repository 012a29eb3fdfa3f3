"""A letter may be a page too, beside its text.

Safe while the site runs: letters written before, or by what ran before, stay text alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("letters", sa.Column("html", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.execute("ALTER TABLE letters DROP COLUMN html")
