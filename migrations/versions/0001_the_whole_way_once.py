"""The first tables: people, consultations, contributions, findings, decisions, and the record.

Safe while the site runs: there is nothing yet.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("create_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_accounts_fs_uniquifier")),
    )
    op.create_table(
        "answers",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answers")),
    )
    op.create_table(
        "consultations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("is_fictional", sa.Boolean(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("decides", sa.Text(), nullable=False),
        sa.Column("can_change", sa.Text(), nullable=False),
        sa.Column("cannot_change", sa.Text(), nullable=False),
        sa.Column("must_reach", sa.JSON(), nullable=False),
        sa.Column("house_rules", sa.Text(), nullable=False),
        sa.Column(
            "preset", sa.Enum("simple", "standard", "full", name="preset", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "moderation", sa.Enum("before", "after", name="moderation", native_enum=False, length=40), nullable=False
        ),
        sa.Column("has_draft_outcome", sa.Boolean(), nullable=False),
        sa.Column("challenge_days", sa.Integer(), nullable=False),
        sa.Column(
            "late_submissions",
            sa.Enum("accepted", "apart", name="latesubmissions", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("grace_minutes", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_due", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summarising_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft_outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("slug", name=op.f("uq_consultations_slug")),
    )
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultations_announced_at"), ["announced_at"], unique=False)

    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("consultation", sa.String(length=80), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hides_time", sa.Boolean(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("nonce", sa.LargeBinary(), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("leaf", sa.BigInteger(), nullable=True),
        sa.Column("leaf_hash", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("leaf", name=op.f("uq_entries_leaf")),
        sa.UniqueConstraint("place", name=op.f("uq_entries_place")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_consultation"), ["consultation"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_subject"), ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_written_at"), ["written_at"], unique=False)

    op.create_table(
        "letters",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index("ix_letters_owed", ["sent_at", "next_try_at"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("normalised_name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("normalised_name", name=op.f("uq_organisations_normalised_name")),
    )
    op.create_table(
        "contribution_numbers",
        sa.Column("contribution_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation", sa.String(length=80), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_contribution_numbers_entry_id")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_contribution_numbers")),
    )
    with op.batch_alter_table("contribution_numbers", schema=None) as batch_op:
        batch_op.create_index("uq_contribution_numbers_number", ["consultation", "number"], unique=True)

    op.create_table(
        "outcomes",
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("published_by", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_outcomes_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["accounts.id"], name=op.f("fk_outcomes_published_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "version", name=op.f("pk_outcomes")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sign_ins")),
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_ins_account_id"), ["account_id"], unique=False)

    op.create_table(
        "stakeholders",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("import_key", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "stakeholder_group",
            sa.Enum(
                "government",
                "private_sector",
                "civil_society",
                "technical_community",
                "academia",
                "international_organisation",
                "individual",
                "other",
                "undeclared",
                name="group",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "respondent_type",
            sa.Enum(
                "eu_citizen",
                "non_eu_citizen",
                "company",
                "business_association",
                "ngo",
                "trade_union",
                "academic_research_institution",
                "public_authority",
                "consumer_organisation",
                "environmental_organisation",
                "other",
                name="respondenttype",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("country", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_stakeholders_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_stakeholders_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholders")),
        sa.UniqueConstraint("account_id", name=op.f("uq_stakeholders_account_id")),
        sa.UniqueConstraint("import_key", name=op.f("uq_stakeholders_import_key")),
    )
    with op.batch_alter_table("stakeholders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stakeholders_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "team_members",
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("manager", "moderator", "observer", name="teamrole", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_team_members_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_team_members_consultation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("consultation_id", "account_id", "role", name=op.f("pk_team_members")),
    )
    with op.batch_alter_table("team_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_members_account_id"), ["account_id"], unique=False)

    op.create_table(
        "threads",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_threads_consultation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_threads_consultation_id"), ["consultation_id"], unique=False)

    op.create_table(
        "topics",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("principles", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_topics_consultation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("consultation_id", "ordinal", name=op.f("uq_topics_consultation_id_ordinal")),
        sa.UniqueConstraint("consultation_id", "slug", name=op.f("uq_topics_consultation_id_slug")),
    )
    op.create_table(
        "contributions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Enum("position", "comment", name="kind", native_enum=False, length=40), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("stakeholder_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "published", "withheld", "withdrawn", name="state", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("withheld_by_author", sa.Boolean(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("held_because", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "publication",
            sa.Enum("named", "nameless", "not_published", name="publication", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "stakeholder_group",
            sa.Enum(
                "government",
                "private_sector",
                "civil_society",
                "technical_community",
                "academia",
                "international_organisation",
                "individual",
                "other",
                "undeclared",
                name="group",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("country", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("web", "api", "import", "paper", "email", "event", name="channel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("stance", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_version", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_contributions_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_contributions_organisation_id")
        ),
        sa.ForeignKeyConstraint(["stakeholder_id"], ["stakeholders.id"], name=op.f("fk_contributions_stakeholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
        sa.UniqueConstraint(
            "consultation_id", "external_id", name=op.f("uq_contributions_consultation_id_external_id")
        ),
    )
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contributions_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_contributions_queue", ["consultation_id", "waits", "received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contributions_stakeholder_id"), ["stakeholder_id"], unique=False)

    op.create_table(
        "findings",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_version", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_findings_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["findings.id"], name=op.f("fk_findings_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_findings_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index("ix_findings_outline", ["consultation_id", "topic_id", "ordinal"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "passages",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_passages_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("topic_id", "version", "ordinal", name=op.f("uq_passages_topic_id_version_ordinal")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("stakeholder_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("web", "api", "import", "paper", "email", "event", name="channel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("waiting", "published", "withheld", "withdrawn", name="state", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("withheld_by_author", sa.Boolean(), nullable=False),
        sa.Column("stakeholder_group", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_submissions_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["stakeholder_id"], ["stakeholders.id"], name=op.f("fk_submissions_stakeholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("consultation_id", "external_id", name=op.f("uq_submissions_consultation_id_external_id")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_stakeholder_id"), ["stakeholder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submissions_submitted_at"), ["submitted_at"], unique=False)

    op.create_table(
        "tallies",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("by_author", sa.Boolean(), nullable=False),
        sa.Column("stakeholder_group", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("stance", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_tallies_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_tallies_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tallies")),
    )
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.create_index("ix_tallies_sum", ["consultation_id", "topic_id", "kind", "state"], unique=False)

    op.create_table(
        "comments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_comments_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_comments_thread_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comments_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "contribution_topics",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Enum("position", "comment", name="kind", native_enum=False, length=40), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_topics_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_contribution_topics_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contribution_id", "topic_id", name=op.f("pk_contribution_topics")),
    )
    with op.batch_alter_table("contribution_topics", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contribution_topics_list", ["topic_id", "kind", "listed_at", "contribution_id"], unique=False
        )

    op.create_table(
        "contribution_versions",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("stance", sa.String(length=40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("redactions", sa.JSON(), nullable=False),
        sa.Column("public_claim", sa.Text(), nullable=False),
        sa.Column("public_body", sa.Text(), nullable=False),
        sa.Column("public_wording", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("claim_is_ours", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_versions_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contribution_id", "version", name=op.f("pk_contribution_versions")),
    )
    op.create_table(
        "dispositions",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("represented", "campaign", "considered", name="dispositionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("finding_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_dispositions_contribution_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_dispositions_decided_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_dispositions_finding_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_dispositions_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("contribution_id", "topic_id", name=op.f("pk_dispositions")),
    )
    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispositions_finding_id"), ["finding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispositions_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "finding_versions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("finding_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "designation",
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
        ),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["findings.id"], name=op.f("fk_finding_versions_finding_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["accounts.id"], name=op.f("fk_finding_versions_written_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_versions")),
    )
    with op.batch_alter_table("finding_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_versions_finding_id"), ["finding_id"], unique=False)

    op.create_table(
        "moderation_decisions",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum("publish", "withhold", "redact", "restore", name="act", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "personal_data",
                "insult_or_threat",
                "hatred",
                "advertising",
                "off_topic",
                "repeated",
                "illegal",
                "impersonation",
                "other",
                name="reason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_moderation_decisions_contribution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_moderation_decisions_decided_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decisions")),
    )
    with op.batch_alter_table("moderation_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderation_decisions_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_moderation_decisions_decided_at"), ["decided_at"], unique=False)

    op.create_table(
        "positions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("submission_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["contributions.id"], name=op.f("fk_positions_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_positions_submission_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_positions_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positions")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_positions_thread_id")),
    )
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_positions_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "passage_tallies",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("passage_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f("fk_passage_tallies_passage_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_tallies")),
    )
    with op.batch_alter_table("passage_tallies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passage_tallies_passage_id"), ["passage_id"], unique=False)

    op.create_table(
        "anchors",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "about", sa.Enum("passage", "whole", "omission", name="about", native_enum=False, length=40), nullable=False
        ),
        sa.Column("passage_id", sa.BigInteger(), nullable=True),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f("fk_anchors_passage_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["positions.id"], name=op.f("fk_anchors_position_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_anchors_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchors")),
    )
    with op.batch_alter_table("anchors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anchors_passage_id"), ["passage_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_anchors_position_id"), ["position_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_anchors_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "citations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("finding_version_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("contribution_version", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("start_offset", sa.Integer(), nullable=True),
        sa.Column("end_offset", sa.Integer(), nullable=True),
        sa.Column("cited_finding_id", sa.BigInteger(), nullable=True),
        sa.Column("cited_by", sa.BigInteger(), nullable=True),
        sa.Column("cited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(contribution_id IS NULL) <> (cited_finding_id IS NULL)", name=op.f("ck_citations_one_source")
        ),
        sa.ForeignKeyConstraint(["cited_by"], ["accounts.id"], name=op.f("fk_citations_cited_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["cited_finding_id"], ["findings.id"], name=op.f("fk_citations_cited_finding_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_citations_contribution_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["finding_version_id"],
            ["finding_versions.id"],
            name=op.f("fk_citations_finding_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citations")),
    )
    with op.batch_alter_table("citations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citations_cited_finding_id"), ["cited_finding_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_citations_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_citations_finding_version_id"), ["finding_version_id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("position_id", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_drafts_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_drafts_consultation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["position_id"], ["positions.id"], name=op.f("fk_drafts_position_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_drafts_consultation_id"), ["consultation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_consultation_id"))
        batch_op.drop_index(batch_op.f("ix_drafts_account_id"))

    op.drop_table("drafts")
    with op.batch_alter_table("passage_tallies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passage_tallies_passage_id"))

    op.drop_table("passage_tallies")
    with op.batch_alter_table("citations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citations_finding_version_id"))
        batch_op.drop_index(batch_op.f("ix_citations_contribution_id"))
        batch_op.drop_index(batch_op.f("ix_citations_cited_finding_id"))

    op.drop_table("citations")
    with op.batch_alter_table("anchors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anchors_topic_id"))
        batch_op.drop_index(batch_op.f("ix_anchors_position_id"))
        batch_op.drop_index(batch_op.f("ix_anchors_passage_id"))

    op.drop_table("anchors")
    with op.batch_alter_table("positions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_positions_submission_id"))

    op.drop_table("positions")
    with op.batch_alter_table("moderation_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_decisions_decided_at"))
        batch_op.drop_index(batch_op.f("ix_moderation_decisions_contribution_id"))

    op.drop_table("moderation_decisions")
    with op.batch_alter_table("finding_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_versions_finding_id"))

    op.drop_table("finding_versions")
    with op.batch_alter_table("dispositions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispositions_topic_id"))
        batch_op.drop_index(batch_op.f("ix_dispositions_finding_id"))

    op.drop_table("dispositions")
    op.drop_table("contribution_versions")
    with op.batch_alter_table("contribution_topics", schema=None) as batch_op:
        batch_op.drop_index("ix_contribution_topics_list")

    op.drop_table("contribution_topics")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comments_thread_id"))
        batch_op.drop_index(batch_op.f("ix_comments_parent_id"))

    op.drop_table("comments")
    with op.batch_alter_table("tallies", schema=None) as batch_op:
        batch_op.drop_index("ix_tallies_sum")

    op.drop_table("tallies")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submissions_submitted_at"))
        batch_op.drop_index(batch_op.f("ix_submissions_stakeholder_id"))

    op.drop_table("submissions")
    op.drop_table("passages")
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_findings_parent_id"))
        batch_op.drop_index("ix_findings_outline")

    op.drop_table("findings")
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contributions_stakeholder_id"))
        batch_op.drop_index("ix_contributions_queue")
        batch_op.drop_index(batch_op.f("ix_contributions_organisation_id"))

    op.drop_table("contributions")
    op.drop_table("topics")
    with op.batch_alter_table("threads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_threads_consultation_id"))

    op.drop_table("threads")
    with op.batch_alter_table("team_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_members_account_id"))

    op.drop_table("team_members")
    with op.batch_alter_table("stakeholders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stakeholders_organisation_id"))

    op.drop_table("stakeholders")
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_ins_account_id"))

    op.drop_table("sign_ins")
    op.drop_table("outcomes")
    with op.batch_alter_table("contribution_numbers", schema=None) as batch_op:
        batch_op.drop_index("uq_contribution_numbers_number")

    op.drop_table("contribution_numbers")
    op.drop_table("organisations")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index("ix_letters_owed")

    op.drop_table("letters")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entries_written_at"))
        batch_op.drop_index(batch_op.f("ix_entries_subject"))
        batch_op.drop_index(batch_op.f("ix_entries_consultation"))

    op.drop_table("entries")
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultations_announced_at"))

    op.drop_table("consultations")
    op.drop_table("answers")
    op.drop_table("accounts")
