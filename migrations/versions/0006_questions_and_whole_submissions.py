"""Questions are asked and answered; a submission holds several positions, answers, a paper and files.

Safe while the site runs: new tables that no released code reads, and columns with a default, so that no table is
written anew and what ran before writes rows that still fit. Drafts saved before are read as they are. Going down, a
draft keeps its first position; answers and files go. A draft"s submission has no foreign key, because SQLite would
copy the whole table for one.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


COLUMNS = (
    ("consultations", sa.Column("shows_results_early", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("drafts", sa.Column("submission_id", sa.BigInteger(), nullable=True)),
    ("positions", sa.Column("ordinal", sa.Integer(), nullable=False, server_default="1")),
    ("submissions", sa.Column("publication", sa.String(length=40), nullable=False, server_default="named")),
    ("submissions", sa.Column("answers_withdrawn_at", sa.DateTime(timezone=True), nullable=True)),
    ("submissions", sa.Column("is_unconfirmed", sa.Boolean(), nullable=False, server_default=sa.false())),
    ("topics", sa.Column("is_general", sa.Boolean(), nullable=False, server_default=sa.false())),
)


def upgrade() -> None:
    op.create_table("questions",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("consultation_id", sa.BigInteger(), nullable=False),
    sa.Column("topic_id", sa.BigInteger(), nullable=True),
    sa.Column("ordinal", sa.Integer(), nullable=False),
    sa.Column("section", sa.Text(), nullable=False),
    sa.Column("kind", sa.Enum("single", "multiple", "scale", "number", "short_text", "long_text", "matrix", "ranking", "file", name="questionkind", native_enum=False, length=40), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("help", sa.Text(), nullable=False),
    sa.Column("options", sa.JSON(), nullable=False),
    sa.Column("lines", sa.JSON(), nullable=False),
    sa.Column("is_required", sa.Boolean(), nullable=False),
    sa.Column("lowest", sa.BigInteger(), nullable=True),
    sa.Column("highest", sa.BigInteger(), nullable=True),
    sa.Column("condition_id", sa.BigInteger(), nullable=True),
    sa.Column("condition_keys", sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(["condition_id"], ["questions.id"], name=op.f("fk_questions_condition_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_questions_consultation_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_questions_topic_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_questions"))
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index("ix_questions_order", ["consultation_id", "ordinal"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_topic_id"), ["topic_id"], unique=False)

    op.create_table("answer_tallies",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("question_id", sa.BigInteger(), nullable=False),
    sa.Column("line", sa.String(length=40), nullable=False),
    sa.Column("choice", sa.String(length=60), nullable=False),
    sa.Column("stakeholder_group", sa.String(length=40), nullable=False),
    sa.Column("is_hidden", sa.Boolean(), nullable=False),
    sa.Column("step", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_answer_tallies_question_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_tallies"))
    )
    with op.batch_alter_table("answer_tallies", schema=None) as batch_op:
        batch_op.create_index("ix_answer_tallies_sum", ["question_id", "line", "choice", "stakeholder_group"], unique=False)

    op.create_table("question_answers",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("submission_id", sa.BigInteger(), nullable=False),
    sa.Column("question_id", sa.BigInteger(), nullable=False),
    sa.Column("value", sa.JSON(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("earlier", sa.JSON(), nullable=False),
    sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("counted", sa.JSON(none_as_null=True), nullable=True),
    sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_question_answers_question_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_question_answers_submission_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_question_answers")),
    sa.UniqueConstraint("submission_id", "question_id", name=op.f("uq_question_answers_submission_id_question_id"))
    )
    with op.batch_alter_table("question_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_answers_question_id"), ["question_id"], unique=False)

    op.create_table("question_corrections",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("question_id", sa.BigInteger(), nullable=False),
    sa.Column("field", sa.String(length=60), nullable=False),
    sa.Column("old", sa.Text(), nullable=False),
    sa.Column("new", sa.Text(), nullable=False),
    sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("corrected_by", sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(["corrected_by"], ["accounts.id"], name=op.f("fk_question_corrections_corrected_by"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_question_corrections_question_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_question_corrections"))
    )
    with op.batch_alter_table("question_corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_corrections_question_id"), ["question_id"], unique=False)

    op.create_table("written_answers",
    sa.Column("id", sa.BigInteger(), nullable=False),
    sa.Column("submission_id", sa.BigInteger(), nullable=False),
    sa.Column("question_id", sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_written_answers_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_written_answers_question_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_written_answers_submission_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_written_answers"))
    )
    with op.batch_alter_table("written_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_written_answers_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_written_answers_submission_id"), ["submission_id"], unique=False)

    op.create_table("attachments",
    sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column("draft_id", sa.BigInteger(), nullable=True),
    sa.Column("submission_id", sa.BigInteger(), nullable=True),
    sa.Column("contribution_id", sa.BigInteger(), nullable=True),
    sa.Column("question_id", sa.BigInteger(), nullable=True),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("media", sa.String(length=100), nullable=False),
    sa.Column("size", sa.Integer(), nullable=False),
    sa.Column("digest", sa.String(length=64), nullable=False),
    sa.Column("place", sa.String(length=64), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("is_confidential", sa.Boolean(), nullable=False),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["contribution_id"], ["contributions.id"], name=op.f("fk_attachments_contribution_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_attachments_draft_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_attachments_question_id"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_attachments_submission_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    sa.UniqueConstraint("place", name=op.f("uq_attachments_place"))
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_added_at"), ["added_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_submission_id"), ["submission_id"], unique=False)

    for table, column in COLUMNS:
        op.add_column(table, column)
    op.execute(
        "UPDATE submissions SET publication = COALESCE((SELECT publication FROM contributions JOIN positions"
        " ON positions.id = contributions.id WHERE positions.submission_id = submissions.id LIMIT 1), 'named')"
    )
    op.execute(
        "UPDATE submissions SET is_unconfirmed = true WHERE id IN"
        " (SELECT submission_id FROM unconfirmed WHERE token_hash IS NOT NULL)"
    )


def downgrade() -> None:
    _keep_first_positions()
    op.execute("DELETE FROM contributions WHERE kind = 'answer'")
    op.execute("DELETE FROM tallies WHERE kind IN ('answer', 'annex')")
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column.name}")

    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_submission_id"))
        batch_op.drop_index(batch_op.f("ix_attachments_draft_id"))
        batch_op.drop_index(batch_op.f("ix_attachments_contribution_id"))
        batch_op.drop_index(batch_op.f("ix_attachments_added_at"))

    op.drop_table("attachments")
    with op.batch_alter_table("written_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_written_answers_submission_id"))
        batch_op.drop_index(batch_op.f("ix_written_answers_question_id"))

    op.drop_table("written_answers")
    with op.batch_alter_table("question_corrections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_corrections_question_id"))

    op.drop_table("question_corrections")
    with op.batch_alter_table("question_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_answers_question_id"))

    op.drop_table("question_answers")
    with op.batch_alter_table("answer_tallies", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_tallies_sum")

    op.drop_table("answer_tallies")
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questions_topic_id"))
        batch_op.drop_index("ix_questions_order")

    op.drop_table("questions")


def _keep_first_positions() -> None:
    """Drafts as they were saved before: one position each; what holds none is let go."""
    drafts = sa.table("drafts", sa.column("id", sa.BigInteger()), sa.column("content", sa.JSON()))
    bind = op.get_bind()
    for row in bind.execute(sa.select(drafts.c.id, drafts.c.content)).all():
        content = row.content if isinstance(row.content, dict) else json.loads(row.content)
        if "about" in content:
            continue
        first = next(iter(content["positions"].values()), None)
        if first is None:
            bind.execute(drafts.delete().where(drafts.c.id == row.id))
        else:
            bind.execute(drafts.update().where(drafts.c.id == row.id).values(content=first))
