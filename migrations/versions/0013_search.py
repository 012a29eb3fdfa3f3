"""What is public can be found by its words, the same on both databases.

The stems stand in `search_documents`; the database's own index of them (FTS5 or a tsvector) is kept by triggers, so
that no code has to know which one there is. Safe while the site runs: new tables that no released code reads. The
worker fills them from the record within minutes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title_lex, body_lex, facts, content='search_documents', "
    "content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER search_documents_entered AFTER INSERT ON search_documents BEGIN "
    "INSERT INTO search_index (rowid, title_lex, body_lex, facts) "
    "VALUES (new.id, new.title_lex, new.body_lex, new.facts); END",
    "CREATE TRIGGER search_documents_struck AFTER DELETE ON search_documents BEGIN "
    "INSERT INTO search_index (search_index, rowid, title_lex, body_lex, facts) "
    "VALUES ('delete', old.id, old.title_lex, old.body_lex, old.facts); END",
)
POSTGRESQL = (
    "CREATE TABLE search_index (id bigint PRIMARY KEY REFERENCES search_documents (id) ON DELETE CASCADE, "
    "lex tsvector NOT NULL)",
    "CREATE INDEX ix_search_index_lex ON search_index USING gin (lex)",
    "CREATE FUNCTION search_documents_entered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO search_index VALUES (new.id, setweight(to_tsvector('simple', new.title_lex), 'A') || "
    "setweight(to_tsvector('simple', new.body_lex), 'B') || setweight(to_tsvector('simple', new.facts), 'D')); "
    "RETURN NULL; END $$",
    "CREATE TRIGGER search_documents_entered AFTER INSERT ON search_documents "
    "FOR EACH ROW EXECUTE FUNCTION search_documents_entered()",
)


def upgrade() -> None:
    op.create_table(
        "search_documents",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("consultation_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("title_lex", sa.Text(), nullable=False),
        sa.Column("body_lex", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("kind", "thing_id", name=op.f("uq_search_documents_kind_thing_id")),
    )
    op.create_index("ix_search_documents_consultation", "search_documents", ["consultation_id", "kind"])
    op.create_table(
        "search_words",
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("language", "token", name=op.f("pk_search_words")),
    )
    op.create_index("ix_search_words_frequent", "search_words", ["documents"])
    op.create_index("ix_search_words_token", "search_words", ["token"])
    op.create_table(
        "search_place",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_place")),
    )
    for each in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(each)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER search_documents_struck")
        op.execute("DROP TRIGGER search_documents_entered")
        op.execute("DROP TABLE search_index")
    else:
        op.execute("DROP TABLE search_index")
        op.execute("DROP TRIGGER search_documents_entered ON search_documents")
        op.execute("DROP FUNCTION search_documents_entered")
    for name in ("search_place", "search_words", "search_documents"):
        op.drop_table(name)
