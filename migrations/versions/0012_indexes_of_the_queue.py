"""The queue's indexes hold all that its lists and counts ask, so that ten thousand are counted without a row read.

Safe while the site runs: the same lists are found with either; on PostgreSQL writing waits while each is built.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

QUEUE = ["consultation_id", "waits", "received_at"]
STATE = ["consultation_id", "state", "withheld_by_author", "received_at"]
FEW = sa.text("reviewed_at IS NULL")
GIVEN = sa.text("assigned_to IS NOT NULL")


def upgrade() -> None:
    _make([*QUEUE, "id", "asked_at"], [*STATE, "id"], ["consultation_id", "state", "waits", "received_at", "id"])


    op.drop_index("ix_contributions_assigned_to", table_name="contributions")
    op.create_index(
        "ix_contributions_assigned", "contributions", ["assigned_to", "consultation_id"], sqlite_where=GIVEN,
        postgresql_where=GIVEN,
    )


def downgrade() -> None:
    op.drop_index("ix_contributions_assigned", table_name="contributions")
    op.create_index("ix_contributions_assigned_to", "contributions", ["assigned_to"])
    _make(QUEUE, STATE, ["consultation_id", "state", "received_at"])


def _make(queue: list[str], state: list[str], unreviewed: list[str]) -> None:
    for name in ("queue", "state", "unreviewed"):
        op.drop_index(f"ix_contributions_{name}", table_name="contributions")
    op.create_index("ix_contributions_queue", "contributions", queue)
    op.create_index("ix_contributions_state", "contributions", state)
    op.create_index(
        "ix_contributions_unreviewed", "contributions", unreviewed, sqlite_where=FEW, postgresql_where=FEW
    )
