"""Who follows what and how often each is written to, notices, addresses that refuse letters.

Safe while the site runs: new tables, new columns with a value. Those who followed an institution's promises follow its
consultation now; going back keeps them. The reader of the record begins at its present end: nobody is told of the past.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KIND = sa.Enum(
    "reply", "position", "dates", "goals", "outcome", "challenge", "response", name="kind", native_enum=False, length=40
)



def upgrade() -> None:
    op.create_table(
        "follows",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind", sa.Enum("consultation", "topic", "position", name="followed", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_follows_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "kind", "thing_id", name=op.f("pk_follows")),
    )
    op.create_index("ix_follows_thing", "follows", ["kind", "thing_id"])
    op.create_table(
        "preferences",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column(
            "how", sa.Enum("at_once", "daily", "weekly", "never", name="how", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_preferences_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "kind", name=op.f("pk_preferences")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("said", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("about", sa.String(160), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("letter_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_notices_consultation_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letters.id"], name=op.f("fk_notices_letter_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("account_id", "about", name=op.f("uq_notices_account_id_about")),
    )
    op.create_index("ix_notices_due", "notices", ["written_at", "due_at"])
    op.create_index("ix_notices_consultation_id", "notices", ["consultation_id"])
    op.create_index("ix_notices_letter_id", "notices", ["letter_id"])
    place = op.create_table(
        "notification_place",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_place")),
    )
    last = op.get_bind().execute(sa.text("SELECT max(place) FROM entries")).scalar()
    op.bulk_insert(place, [{"id": 1, "place": 0 if last is None else last + 1}])
    op.create_table(
        "paused_addresses",
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_paused_addresses")),
    )
    op.add_column("letters", sa.Column("unsubscribe", sa.Text(), nullable=False, server_default=""))
    # Of the letters there are, none is shown: which of them hold a key is not known.
    op.add_column("letters", sa.Column("holds_key", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("letters") as letters:
        letters.alter_column("unsubscribe", server_default=None)
        letters.alter_column("holds_key", server_default=None)
    op.create_index("ix_letters_recipient", "letters", ["recipient", "written_at"])
    op.execute(
        "INSERT INTO follows (account_id, kind, thing_id, since) "
        "SELECT account_id, 'consultation', consultation_id, since FROM followers"
    )
    op.drop_table("followers")
    op.drop_index("ix_follow_up_steps_told_at", "follow_up_steps")
    op.drop_column("follow_up_steps", "told_at")


def downgrade() -> None:
    op.add_column("follow_up_steps", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_follow_up_steps_told_at", "follow_up_steps", ["told_at"])
    op.execute("UPDATE follow_up_steps SET told_at = noted_at")
    op.create_table(
        "followers",
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_followers_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_followers_consultation_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("consultation_id", "account_id", name=op.f("pk_followers")),
    )
    op.create_index("ix_followers_account_id", "followers", ["account_id"])
    op.execute(
        "INSERT INTO followers (consultation_id, account_id, since) "
        "SELECT thing_id, account_id, since FROM follows WHERE kind = 'consultation' "
        "AND thing_id IN (SELECT id FROM consultations)"
    )
    op.drop_index("ix_letters_recipient", "letters")
    op.drop_column("letters", "holds_key")
    op.drop_column("letters", "unsubscribe")
    for table in ("paused_addresses", "notification_place", "notices", "preferences", "follows"):
        op.drop_table(table)
