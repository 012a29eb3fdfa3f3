"""Themes, double coding, dispositions in bulk, shared work, and why a designation differs from the figures.

Safe while the site runs: new tables that nothing older reads, and columns that are empty where nothing was said. Going
down, dispositions made in bulk stay; that they were made together is forgotten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_codes_consultation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codes")),
    )
    with op.batch_alter_table("codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_codes_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "coding_samples",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.BigInteger(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reconciled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreement", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_coding_samples_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["drawn_by"], ["accounts.id"], name=op.f("fk_coding_samples_drawn_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_samples")),
    )
    with op.batch_alter_table("coding_samples", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coding_samples_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "code_versions",
        sa.Column("code_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("include", sa.Text(), nullable=False),
        sa.Column("exclude", sa.Text(), nullable=False),
        sa.Column("example", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_code_versions_code_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["written_by"], ["accounts.id"], name=op.f("fk_code_versions_written_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("code_id", "version", name=op.f("pk_code_versions")),
    )
    op.create_table(
        "desk_claims",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("slice", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_desk_claims_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_desk_claims_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("topic_id", "slice", name=op.f("pk_desk_claims")),
    )
    with op.batch_alter_table("desk_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_claims_account_id"), ["account_id"], unique=False)

    op.create_table(
        "theme_runs",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("asked", "running", "done", "failed", name="runstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["accounts.id"], name=op.f("fk_theme_runs_asked_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_theme_runs_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_runs")),
    )
    with op.batch_alter_table("theme_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_runs_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "coding_readings",
        sa.Column("sample_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("coder_id", sa.BigInteger(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["coder_id"], ["accounts.id"], name=op.f("fk_coding_readings_coder_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_coding_readings_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["coding_samples.id"], name=op.f("fk_coding_readings_sample_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sample_id", "contribution_id", "coder_id", name=op.f("pk_coding_readings")),
    )
    with op.batch_alter_table("coding_readings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coding_readings_contribution_id"), ["contribution_id"], unique=False)

    op.create_table(
        "coding_sample_items",
        sa.Column("sample_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reconciled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_coding_sample_items_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["coding_samples.id"], name=op.f("fk_coding_sample_items_sample_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sample_id", "contribution_id", name=op.f("pk_coding_sample_items")),
    )
    with op.batch_alter_table("coding_sample_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coding_sample_items_contribution_id"), ["contribution_id"], unique=False)

    op.create_table(
        "codings",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code_id", sa.BigInteger(), nullable=False),
        sa.Column("code_version", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=False),
        sa.Column("end_offset", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("read", "suggested", "reconciled", name="origin", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("coded_by", sa.BigInteger(), nullable=True),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_codings_code_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["coded_by"], ["accounts.id"], name=op.f("fk_codings_coded_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_codings_contribution_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_codings")),
        sa.UniqueConstraint(
            "code_id", "contribution_id", "field", "start_offset", "end_offset", name="uq_codings_place"
        ),
    )
    with op.batch_alter_table("codings", schema=None) as batch_op:
        batch_op.create_index("ix_codings_contribution", ["contribution_id"], unique=False)

    op.create_table(
        "disposition_batches",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("represented", "campaign", "considered", name="dispositionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.BigInteger(), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sample_read", sa.Integer(), nullable=False),
        sa.Column("sample_fitted", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_disposition_batches_finding_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["accounts.id"], name=op.f("fk_disposition_batches_made_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_disposition_batches_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition_batches")),
    )
    with op.batch_alter_table("disposition_batches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disposition_batches_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "theme_groups",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("typical_id", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.BigInteger(), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["code_id"], ["codes.id"], name=op.f("fk_theme_groups_code_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["run_id"], ["theme_runs.id"], name=op.f("fk_theme_groups_run_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_theme_groups_topic_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["typical_id"], ["contributions.id"], name=op.f("fk_theme_groups_typical_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_groups")),
    )
    with op.batch_alter_table("theme_groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_groups_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_theme_groups_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "theme_members",
        sa.Column("group_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("nearness", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_theme_members_contribution_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["theme_groups.id"], name=op.f("fk_theme_members_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "contribution_id", name=op.f("pk_theme_members")),
    )
    with op.batch_alter_table("theme_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_members_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index("ix_theme_members_near", ["group_id", "nearness", "contribution_id"], unique=False)

    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch_id", sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f("ix_dispositions_batch_id"), ["batch_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_dispositions_batch_id"), "disposition_batches", ["batch_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("finding_versions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "designation_proposed",
                sa.Enum(
                    "full_consensus",
                    "consensus",
                    "strong_support_with_opposition",
                    "divergence",
                    name="designation",
                    native_enum=False,
                    length=40,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("designation_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("finding_versions", schema=None) as batch_op:
        batch_op.drop_column("designation_reason")
        batch_op.drop_column("designation_proposed")

    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_dispositions_batch_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_dispositions_batch_id"))
        batch_op.drop_column("batch_id")

    with op.batch_alter_table("theme_members", schema=None) as batch_op:
        batch_op.drop_index("ix_theme_members_near")
        batch_op.drop_index(batch_op.f("ix_theme_members_contribution_id"))

    op.drop_table("theme_members")
    with op.batch_alter_table("theme_groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_groups_topic_id"))
        batch_op.drop_index(batch_op.f("ix_theme_groups_run_id"))

    op.drop_table("theme_groups")
    with op.batch_alter_table("disposition_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disposition_batches_topic_id"))

    op.drop_table("disposition_batches")
    with op.batch_alter_table("codings", schema=None) as batch_op:
        batch_op.drop_index("ix_codings_contribution")

    op.drop_table("codings")
    with op.batch_alter_table("coding_sample_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coding_sample_items_contribution_id"))

    op.drop_table("coding_sample_items")
    with op.batch_alter_table("coding_readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coding_readings_contribution_id"))

    op.drop_table("coding_readings")
    with op.batch_alter_table("theme_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_runs_topic_id"))

    op.drop_table("theme_runs")
    with op.batch_alter_table("desk_claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_claims_account_id"))

    op.drop_table("desk_claims")
    op.drop_table("code_versions")
    with op.batch_alter_table("coding_samples", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coding_samples_consultation_id"))

    op.drop_table("coding_samples")
    with op.batch_alter_table("codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_codes_consultation_id"))

    op.drop_table("codes")
