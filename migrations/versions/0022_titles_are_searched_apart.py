"""Titles have an index of their own on PostgreSQL, and words a count of the titles they are in.

Safe while the site runs: a new column with a default that no released code reads, and on PostgreSQL a column and an
index beside the old ones. With a million documents it takes some minutes there, in which nothing new can be found.
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

AS_BEFORE = (
    "CREATE OR REPLACE FUNCTION search_documents_entered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO search_index VALUES (new.id, setweight(to_tsvector('simple', new.title_lex), 'A') || "
    "setweight(to_tsvector('simple', new.body_lex), 'B') || setweight(to_tsvector('simple', new.facts), 'D')); "
    "RETURN NULL; END $$"
)
# The facts stand in both, so that a list can be narrowed by either.
WITH_TITLES = (
    "ALTER TABLE search_index ADD COLUMN title tsvector",
    "UPDATE search_index SET title = setweight(to_tsvector('simple', d.title_lex), 'A') || "
    "setweight(to_tsvector('simple', d.facts), 'D') FROM search_documents d WHERE d.id = search_index.id",
    "ALTER TABLE search_index ALTER COLUMN title SET NOT NULL",
    "CREATE INDEX ix_search_index_title ON search_index USING gin (title)",
    "CREATE OR REPLACE FUNCTION search_documents_entered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "INSERT INTO search_index (id, lex, title) VALUES (new.id, setweight(to_tsvector('simple', new.title_lex), 'A') || "
    "setweight(to_tsvector('simple', new.body_lex), 'B') || setweight(to_tsvector('simple', new.facts), 'D'), "
    "setweight(to_tsvector('simple', new.title_lex), 'A') || setweight(to_tsvector('simple', new.facts), 'D')); "
    "RETURN NULL; END $$",
)
BATCH = 10_000


def upgrade() -> None:
    op.add_column("search_words", sa.Column("titles", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    documents = sa.table("search_documents", sa.column("language"), sa.column("title_lex"))
    counted: Counter[tuple[str, str]] = Counter()
    for language, title in connection.execute(sa.select(documents.c.language, documents.c.title_lex)):
        counted.update((language, token) for token in set(title.split()))
    change = sa.text("UPDATE search_words SET titles = :titles WHERE language = :language AND token = :token")
    rows = [
        {"language": language, "token": token, "titles": number} for (language, token), number in sorted(counted.items())
    ]
    for start in range(0, len(rows), BATCH):
        connection.execute(change, rows[start : start + BATCH])
    if connection.dialect.name == "postgresql":
        for statement in WITH_TITLES:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(AS_BEFORE)
        op.execute("DROP INDEX ix_search_index_title")
        op.execute("ALTER TABLE search_index DROP COLUMN title")
    op.drop_column("search_words", "titles")
