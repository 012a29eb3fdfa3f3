"""The queue's indexes hold all that its lists and counts ask, so that ten thousand are counted without a row read.

Safe while the site runs: the same lists are found with either; on PostgreSQL writing waits while each is built.
"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0098"
branch_labels = None
depends_on = None

QUEUE = ["consultation_id", "waits", "received_at"]
STATE = ["consultation_id", "state", "withheld_by_author", "received_at"]
FEW = sa.text("reviewed_at IS NULL")


def upgrade() -> None:
    _make([*QUEUE, "id", "asked_at"], [*STATE, "id"], ["consultation_id", "state", "waits", "received_at", "id"])


def downgrade() -> None:
    _make(QUEUE, STATE, ["consultation_id", "state", "received_at"])


def _make(queue: list[str], state: list[str], unreviewed: list[str]) -> None:
    for name in ("queue", "state", "unreviewed"):
        op.drop_index(f"ix_contributions_{name}", table_name="contributions")
    op.create_index("ix_contributions_queue", "contributions", queue)
    op.create_index("ix_contributions_state", "contributions", state)
    op.create_index(
        "ix_contributions_unreviewed", "contributions", unreviewed, sqlite_where=FEW, postgresql_where=FEW
    )
