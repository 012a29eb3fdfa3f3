"""Joint positions with signatures, drafts circulated and approved, and staff help: paper, codes, messages.

Safe while the site runs: new tables that no released code reads, and a column that is empty unless somebody says for
whom they send.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("participant_messages",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("by_id", sa.BigInteger(), nullable=True),
    sa.Column("subject", sa.Text(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("wanted", sa.JSON(), nullable=False),
    sa.Column("recipients", sa.Integer(), nullable=False),
    sa.Column("reached", sa.BigInteger(), nullable=False),
    sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_participant_messages_by_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_participant_messages_consultation_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_messages"))
    )
    with op.batch_alter_table("participant_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_messages_consultation_id"), ["consultation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_messages_done_at"), ["done_at"], unique=False)

    op.create_table("paper_forms",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("channel", sa.String(length=40), nullable=False),
    sa.Column("first", sa.JSON(), nullable=False),
    sa.Column("first_by_id", sa.BigInteger(), nullable=True),
    sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("second", sa.JSON(), nullable=True),
    sa.Column("second_by_id", sa.BigInteger(), nullable=True),
    sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("submission_id", sa.BigInteger(), nullable=True),
    sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_paper_forms_consultation_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["first_by_id"], ["accounts.id"], name=op.f("fk_paper_forms_first_by_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["second_by_id"], ["accounts.id"], name=op.f("fk_paper_forms_second_by_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_paper_forms_submission_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_forms")),
    sa.UniqueConstraint("submission_id", name=op.f("uq_paper_forms_submission_id"))
    )
    with op.batch_alter_table("paper_forms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_forms_consultation_id"), ["consultation_id"], unique=False)

    op.create_table("receipt_codes",
    sa.Column("submission_id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("code_hash", sa.String(length=64), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_receipt_codes_submission_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_receipt_codes")),
    sa.UniqueConstraint("code_hash", name=op.f("uq_receipt_codes_code_hash"))
    )
    op.create_table("joint_positions",
    sa.Column("position_id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("open_to", sa.String(length=40), nullable=False),
    sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["position_id"], ["positions.id"], name=op.f("fk_joint_positions_position_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("position_id", name=op.f("pk_joint_positions"))
    )
    op.create_table("approvals",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("organisation_id", sa.BigInteger(), nullable=False),
    sa.Column("draft_id", sa.BigInteger(), nullable=True),
    sa.Column("submission_id", sa.BigInteger(), nullable=True),
    sa.Column("digest", sa.String(length=64), nullable=False),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("given_by_id", sa.BigInteger(), nullable=True),
    sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("shown_as", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_approvals_draft_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["given_by_id"], ["accounts.id"], name=op.f("fk_approvals_given_by_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_approvals_organisation_id")),
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_approvals_submission_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals"))
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approvals_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approvals_submission_id"), ["submission_id"], unique=False)

    op.create_table("circulations",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("draft_id", sa.BigInteger(), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
    sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_circulations_draft_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_circulations"))
    )
    with op.batch_alter_table("circulations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_circulations_deadline"), ["deadline"], unique=False)
        batch_op.create_index(batch_op.f("ix_circulations_draft_id"), ["draft_id"], unique=False)

    op.create_table("internal_comments",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("draft_id", sa.BigInteger(), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_internal_comments_draft_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_comments"))
    )
    with op.batch_alter_table("internal_comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_internal_comments_draft_id"), ["draft_id"], unique=False)

    op.create_table("signatures",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("position_id", sa.BigInteger(), nullable=False),
    sa.Column("account_id", sa.BigInteger(), nullable=True),
    sa.Column("organisation_id", sa.BigInteger(), nullable=True),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("stakeholder_group", sa.String(length=40), nullable=False),
    sa.Column("country", sa.String(length=12), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("told_version", sa.Integer(), nullable=False),
    sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_signatures_account_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_signatures_organisation_id")),
    sa.ForeignKeyConstraint(["position_id"], ["joint_positions.position_id"], name=op.f("fk_signatures_position_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures"))
    )
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signatures_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signatures_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("uq_signatures_present", ["position_id", "account_id"], unique=True, sqlite_where=sa.text("taken_back_at IS NULL"), postgresql_where=sa.text("taken_back_at IS NULL"))

    op.create_table("signing_invitations",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("position_id", sa.BigInteger(), nullable=False),
    sa.Column("token_hash", sa.String(length=64), nullable=False),
    sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("signature_id", sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(["position_id"], ["joint_positions.position_id"], name=op.f("fk_signing_invitations_position_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["signature_id"], ["signatures.id"], name=op.f("fk_signing_invitations_signature_id"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_invitations")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_signing_invitations_token_hash"))
    )
    with op.batch_alter_table("signing_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_invitations_position_id"), ["position_id"], unique=False)

    op.add_column("submissions", sa.Column("on_behalf_of", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("submissions", "on_behalf_of")

    with op.batch_alter_table("signing_invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_invitations_position_id"))

    op.drop_table("signing_invitations")
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.drop_index("uq_signatures_present", sqlite_where=sa.text("taken_back_at IS NULL"), postgresql_where=sa.text("taken_back_at IS NULL"))
        batch_op.drop_index(batch_op.f("ix_signatures_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_signatures_account_id"))

    op.drop_table("signatures")
    with op.batch_alter_table("internal_comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_internal_comments_draft_id"))

    op.drop_table("internal_comments")
    with op.batch_alter_table("circulations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_circulations_draft_id"))
        batch_op.drop_index(batch_op.f("ix_circulations_deadline"))

    op.drop_table("circulations")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_approvals_submission_id"))
        batch_op.drop_index(batch_op.f("ix_approvals_draft_id"))

    op.drop_table("approvals")
    op.drop_table("joint_positions")
    op.drop_table("receipt_codes")
    with op.batch_alter_table("paper_forms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_forms_consultation_id"))

    op.drop_table("paper_forms")
    with op.batch_alter_table("participant_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_messages_done_at"))
        batch_op.drop_index(batch_op.f("ix_participant_messages_consultation_id"))

    op.drop_table("participant_messages")
