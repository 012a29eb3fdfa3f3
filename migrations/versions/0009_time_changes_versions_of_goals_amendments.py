"""Extensions, pauses, rounds and later deadlines; versions of goals; proposals for passages and what became of them.

Safe while the site runs: tables and columns are added, and what is there already gets its place among the proposals.
Going down forgets reasons, rounds and what was said of proposals; positions stay on the passages they stand on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allowances",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_allowances_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_allowances_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_allowances_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowances")),
    )
    with op.batch_alter_table("allowances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allowances_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allowances_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_allowances_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_rounds_consultation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "number", name=op.f("pk_rounds")),
    )
    op.create_table(
        "time_changes",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "turn",
            sa.Enum(
                "extended", "paused", "resumed", "cancelled", "reopened", name="turn", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_after", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_time_changes_consultation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_changes")),
    )
    with op.batch_alter_table("time_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_time_changes_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "topic_versions",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changelog", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_topic_versions_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "version", name=op.f("pk_topic_versions")),
    )
    op.create_table(
        "confirmations",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_confirmations_contribution_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contribution_id", "round", name=op.f("pk_confirmations")),
    )
    op.create_table(
        "taken_up",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "uptake", sa.Enum("full", "part", "not", name="uptake", native_enum=False, length=40), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_taken_up_contribution_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_taken_up_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contribution_id", "topic_id", "version", name=op.f("pk_taken_up")),
    )
    with op.batch_alter_table("anchors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("written_on_id", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("is_proposal", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("ix_anchors_proposals", ["passage_id", "is_proposal"], unique=False)
        batch_op.create_index(batch_op.f("ix_anchors_written_on_id"), ["written_on_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_anchors_written_on_id"), "passages", ["written_on_id"], ["id"], ondelete="CASCADE"
        )

    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("calendar_sequence", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("passage_tallies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposals", sa.BigInteger(), nullable=False, server_default="0"))

    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index("ix_submissions_late", ["consultation_id", "is_late", "submitted_at"], unique=False)

    _find_proposals()


# Random ids, as those of the application, made by each database in its own way.
_RANDOM = {"sqlite": "random() & 1152921504606846975", "postgresql": "floor(random() * 1152921504606846975)::bigint"}


def _find_proposals() -> None:
    """Published positions with a wording stand among the proposals for the passages they are about."""
    op.execute(
        "UPDATE anchors SET is_proposal = true WHERE is_counted AND passage_id IS NOT NULL AND position_id IN ("
        "SELECT contributions.id FROM contributions JOIN contribution_versions"
        " ON contribution_versions.contribution_id = contributions.id"
        " AND contribution_versions.version = contributions.public_version"
        " WHERE contribution_versions.public_wording <> '')"
    )
    op.execute(
        f"INSERT INTO passage_tallies (id, passage_id, step, proposals) SELECT {_RANDOM[op.get_bind().dialect.name]},"  # noqa: S608
        " passage_id, 0, count(*) FROM anchors WHERE is_proposal GROUP BY passage_id"
    )


def downgrade() -> None:
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index("ix_submissions_late")

    with op.batch_alter_table("passage_tallies", schema=None) as batch_op:
        batch_op.drop_column("proposals")

    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_column("begun_at")

    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_column("calendar_sequence")
        batch_op.drop_column("round")
        batch_op.drop_column("paused_at")

    with op.batch_alter_table("anchors", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_anchors_written_on_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_anchors_written_on_id"))
        batch_op.drop_index("ix_anchors_proposals")
        batch_op.drop_column("is_proposal")
        batch_op.drop_column("written_on_id")

    op.drop_table("taken_up")
    op.drop_table("confirmations")
    op.drop_table("topic_versions")
    with op.batch_alter_table("time_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_time_changes_consultation_id"))

    op.drop_table("time_changes")
    op.drop_table("rounds")
    with op.batch_alter_table("allowances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allowances_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_allowances_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_allowances_account_id"))

    op.drop_table("allowances")
