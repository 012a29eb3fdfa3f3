"""Outcomes are cleared before they appear, challenged while they are drafts, and answered; promises are kept or dropped.

Safe while the site runs: tables that no released code reads, and a rule that is off in every plan there is.
Going down forgets challenges, the ledger, answers and what was cleared; findings and outcomes stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("challenge_replies",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("verdict", sa.Enum("changed", "partly", "kept", name="verdict", native_enum=False, length=40), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("replied_by", sa.BigInteger(), nullable=True),
    sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_challenge_replies_consultation_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["replied_by"], ["accounts.id"], name=op.f("fk_challenge_replies_replied_by"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_replies"))
    )
    with op.batch_alter_table("challenge_replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_challenge_replies_consultation_id"), ["consultation_id"], unique=False)

    op.create_table("clearance_signatures",
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("digest", sa.String(length=64), nullable=False),
    sa.Column("account_id", sa.BigInteger(), nullable=False),
    sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_clearance_signatures_account_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_clearance_signatures_consultation_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("consultation_id", "digest", "account_id", name=op.f("pk_clearance_signatures"))
    )
    with op.batch_alter_table("clearance_signatures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearance_signatures_account_id"), ["account_id"], unique=False)

    op.create_table("clearances",
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("summary", sa.Text(), nullable=False),
    sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("cleared", sa.String(length=64), nullable=False),
    sa.Column("set_by", sa.BigInteger(), nullable=True),
    sa.Column("failure", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_clearances_consultation_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["set_by"], ["accounts.id"], name=op.f("fk_clearances_set_by"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_clearances"))
    )
    with op.batch_alter_table("clearances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clearances_publish_at"), ["publish_at"], unique=False)

    op.create_table("followers",
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("account_id", sa.BigInteger(), nullable=False),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_followers_account_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_followers_consultation_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("consultation_id", "account_id", name=op.f("pk_followers"))
    )
    with op.batch_alter_table("followers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_followers_account_id"), ["account_id"], unique=False)

    op.create_table("responses",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("public_version", sa.Integer(), nullable=True),
    sa.Column("with_outcome", sa.Boolean(), nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_responses_consultation_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_responses"))
    )
    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_responses_consultation_id"), ["consultation_id"], unique=False)

    op.create_table("follow_ups",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("response_id", sa.BigInteger(), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_follow_ups_response_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups"))
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_ups_response_id"), ["response_id"], unique=False)

    op.create_table("response_versions",
    sa.Column("response_id", sa.BigInteger(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("kind", sa.Enum("agreed", "agreed_in_part", "not_agreed", "noted", "still_being_considered", "outside_our_remit", name="responsekind", native_enum=False, length=40), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("written_by", sa.BigInteger(), nullable=True),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_response_versions_response_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["written_by"], ["accounts.id"], name=op.f("fk_response_versions_written_by"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("response_id", "version", name=op.f("pk_response_versions"))
    )
    op.create_table("challenges",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("finding_id", sa.BigInteger(), nullable=False),
    sa.Column("finding_version", sa.Integer(), nullable=False),
    sa.Column("account_id", sa.BigInteger(), nullable=True),
    sa.Column("shown_as", sa.Text(), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("language", sa.String(length=35), nullable=False),
    sa.Column("state", sa.Enum("waiting", "published", "withheld", name="challengestate", native_enum=False, length=40), nullable=False),
    sa.Column("withheld_because", sa.Text(), nullable=False),
    sa.Column("decided_by", sa.BigInteger(), nullable=True),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=False),
    sa.Column("reply_id", sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_challenges_account_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_challenges_consultation_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["decided_by"], ["accounts.id"], name=op.f("fk_challenges_decided_by"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_challenges_finding_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["reply_id"], ["challenge_replies.id"], name=op.f("fk_challenges_reply_id"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges"))
    )
    with op.batch_alter_table("challenges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_challenges_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_challenges_finding_id"), ["finding_id"], unique=False)
        batch_op.create_index("ix_challenges_list", ["consultation_id", "state", "made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_challenges_reply_id"), ["reply_id"], unique=False)

    op.create_table("follow_up_steps",
    sa.Column("follow_up_id", sa.BigInteger(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("status", sa.Enum("planned", "under_way", "done", "dropped", name="followupstatus", native_enum=False, length=40), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("noted_by", sa.BigInteger(), nullable=True),
    sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["follow_up_id"], ["follow_ups.id"], name=op.f("fk_follow_up_steps_follow_up_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["noted_by"], ["accounts.id"], name=op.f("fk_follow_up_steps_noted_by"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("follow_up_id", "number", name=op.f("pk_follow_up_steps"))
    )
    with op.batch_alter_table("follow_up_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_steps_told_at"), ["told_at"], unique=False)

    op.create_table("recognitions",
    sa.Column("finding_id", sa.BigInteger(), nullable=False),
    sa.Column("account_id", sa.BigInteger(), nullable=False),
    sa.Column("finding_version", sa.Integer(), nullable=False),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recognitions_account_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_recognitions_finding_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("finding_id", "account_id", name=op.f("pk_recognitions"))
    )
    with op.batch_alter_table("recognitions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognitions_account_id"), ["account_id"], unique=False)

    op.create_table("response_findings",
    sa.Column("response_id", sa.BigInteger(), nullable=False),
    sa.Column("finding_id", sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_response_findings_finding_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_response_findings_response_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("response_id", "finding_id", name=op.f("pk_response_findings"))
    )
    with op.batch_alter_table("response_findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_response_findings_finding_id"), ["finding_id"], unique=False)

    op.create_table("review_remarks",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("finding_id", sa.BigInteger(), nullable=True),
    sa.Column("author", sa.Text(), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("about", sa.Text(), nullable=False),
    sa.Column("brought_by", sa.BigInteger(), nullable=True),
    sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["brought_by"], ["accounts.id"], name=op.f("fk_review_remarks_brought_by"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_review_remarks_consultation_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_review_remarks_finding_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_review_remarks"))
    )
    with op.batch_alter_table("review_remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_remarks_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_remarks_finding_id"), ["finding_id"], unique=False)

    op.create_table("software_drafts",
    sa.Column("finding_id", sa.BigInteger(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("tool", sa.Text(), nullable=False),
    sa.Column("given", sa.Text(), nullable=False),
    sa.Column("edited_by", sa.Text(), nullable=False),
    sa.Column("answerable", sa.Text(), nullable=False),
    sa.Column("declared_by", sa.BigInteger(), nullable=True),
    sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["declared_by"], ["accounts.id"], name=op.f("fk_software_drafts_declared_by"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_software_drafts_finding_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("finding_id", "version", name=op.f("pk_software_drafts"))
    )
    op.create_table("issues",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("status", sa.Enum("open", "accommodated", "not_accommodated", name="issuestatus", native_enum=False, length=40), nullable=False),
    sa.Column("why", sa.Text(), nullable=False),
    sa.Column("finding_id", sa.BigInteger(), nullable=True),
    sa.Column("challenge_id", sa.BigInteger(), nullable=True),
    sa.Column("contribution_id", sa.BigInteger(), nullable=True),
    sa.Column("raised_by", sa.BigInteger(), nullable=True),
    sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("settled_by", sa.BigInteger(), nullable=True),
    sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["challenge_id"], ["challenges.id"], name=op.f("fk_issues_challenge_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_issues_consultation_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["contribution_id"], ["contributions.id"], name=op.f("fk_issues_contribution_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=op.f("fk_issues_finding_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["raised_by"], ["accounts.id"], name=op.f("fk_issues_raised_by"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["settled_by"], ["accounts.id"], name=op.f("fk_issues_settled_by"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
    sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_issues_consultation_id_number"))
    )
    with op.batch_alter_table("issues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issues_challenge_id"), ["challenge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issues_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issues_finding_id"), ["finding_id"], unique=False)

    op.add_column(
        "consultations", sa.Column("second_signature", sa.Boolean(), nullable=False, server_default=sa.false())
    )



def downgrade() -> None:
    op.drop_column("consultations", "second_signature")
    for table in (
        "issues",
        "software_drafts",
        "review_remarks",
        "response_findings",
        "recognitions",
        "follow_up_steps",
        "challenges",
        "response_versions",
        "follow_ups",
        "responses",
        "followers",
        "clearances",
        "clearance_signatures",
        "challenge_replies",
    ):
        op.drop_table(table)
