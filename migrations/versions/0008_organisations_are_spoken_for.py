"""Organisations are described, spoken for by mandate, and merged.

Whoever named an organisation in a profile had said so themselves; the first becomes its owner, the others its
speakers. Safe while the site runs: released code reads none of this, and profiles keep what they say.
"""

import secrets
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ADDED = (
    sa.Column("kind", sa.String(length=40), nullable=True),
    sa.Column("country", sa.String(length=12), nullable=False, server_default="undeclared"),
    sa.Column("register_number", sa.String(length=60), nullable=True),
    sa.Column("register_checked_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("size", sa.String(length=40), nullable=True),
    sa.Column("website", sa.Text(), nullable=False, server_default=""),
    sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
)


def upgrade() -> None:
    for column in ADDED:
        op.add_column("organisations", column.copy())
    op.create_index("ix_organisations_merged_into_id", "organisations", ["merged_into_id"])
    op.create_index("uq_organisations_register_number", "organisations", ["register_number"], unique=True)
    op.create_table(
        "organisation_name_starts",
        sa.Column("start", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_name_starts_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("start", "organisation_id", name=op.f("pk_organisation_name_starts")),
    )
    op.create_index(
        op.f("ix_organisation_name_starts_organisation_id"), "organisation_name_starts", ["organisation_id"]
    )
    op.create_table(
        "mandates",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mandates_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_mandates_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    op.create_index(op.f("ix_mandates_account_id"), "mandates", ["account_id"])
    op.create_index(
        "uq_mandates_present", "mandates", ["organisation_id", "account_id", "role"], unique=True,
        sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "mandate_invitations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_mandate_invitations_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mandate_invitations_token_hash")),
    )
    op.create_index(op.f("ix_mandate_invitations_organisation_id"), "mandate_invitations", ["organisation_id"])
    op.create_index("ix_contributions_organisation", "contributions", ["organisation_id", "published_at", "id"])
    op.drop_index(op.f("ix_contributions_organisation_id"), "contributions")
    _fill()


def _fill() -> None:
    """Starts of the names there are, and mandates for those whose profiles name them."""
    connection = op.get_bind()
    organisations = sa.table("organisations", sa.column("id", sa.BigInteger()), sa.column("name", sa.Text()))
    starts = sa.table(
        "organisation_name_starts", sa.column("start", sa.String()), sa.column("organisation_id", sa.BigInteger())
    )
    for identifier, name in connection.execute(sa.select(organisations.c.id, organisations.c.name)).all():
        plain = unicodedata.normalize("NFKC", name).casefold()
        words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
        for start in {word[:4] for word in words if len(word) > 2} or {word[:4] for word in words}:
            connection.execute(starts.insert().values(start=start, organisation_id=identifier))
    moment = sa.DateTime(timezone=True)
    profiles = sa.table(
        "stakeholders", sa.column("account_id", sa.BigInteger()), sa.column("organisation_id", sa.BigInteger()),
        sa.column("created_at", moment),
    )
    mandates = sa.table(
        "mandates", sa.column("id", sa.BigInteger()), sa.column("organisation_id", sa.BigInteger()),
        sa.column("account_id", sa.BigInteger()), sa.column("role", sa.String()), sa.column("since", moment),
    )
    owned = set()
    rows = connection.execute(
        sa.select(profiles.c.organisation_id, profiles.c.account_id, profiles.c.created_at)
        .where(profiles.c.account_id.is_not(None), profiles.c.organisation_id.is_not(None))
        .order_by(profiles.c.created_at)
    ).all()
    for organisation, account, since in rows:
        connection.execute(mandates.insert().values(
            id=secrets.randbits(60), organisation_id=organisation, account_id=account,
            role="speaker" if organisation in owned else "owner", since=since,
        ))
        owned.add(organisation)


def downgrade() -> None:
    op.create_index(op.f("ix_contributions_organisation_id"), "contributions", ["organisation_id"])
    op.drop_index("ix_contributions_organisation", "contributions")
    for table in ("mandate_invitations", "mandates", "organisation_name_starts"):
        op.drop_table(table)
    op.drop_index("uq_organisations_register_number", "organisations")
    op.drop_index("ix_organisations_merged_into_id", "organisations")
    for column in reversed(ADDED):
        op.drop_column("organisations", column.name)
