"""What can be found, and how far the record has been read for it."""

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.db import Base


class Document(Base):
    """Something public as the index keeps it: stems, never words to show. Triggers keep the databases' own index of it.

    The id begins with the moment it was published, so that the newest first is the order of ids. `digest` is of the
    text that was read: where what is public now differs, it is not shown. No foreign keys: what is gone is not found.
    """

    __tablename__ = "search_documents"
    __table_args__ = (UniqueConstraint("kind", "thing_id"), Index("ix_search_documents_consultation",
                                                                  "consultation_id", "kind"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    consultation_id: Mapped[int]
    language: Mapped[str] = mapped_column(String(35))
    digest: Mapped[str] = mapped_column(String(32))
    title_lex: Mapped[str]
    body_lex: Mapped[str]
    facts: Mapped[str]


class KnownWord(Base):
    """A word that stands in public texts, by its stem, for whoever misspells it; gone with the last text it is in.

    `documents` and `titles`: in how many it is, for choosing how to look for it.
    """

    __tablename__ = "search_words"
    __table_args__ = (Index("ix_search_words_frequent", "documents"), Index("ix_search_words_token", "token"))

    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    token: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str]
    documents: Mapped[int] = mapped_column(Integer)
    titles: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class SearchPlace(Base):
    """Where the reader of the record goes on, and the languages of what it has read."""

    __tablename__ = "search_place"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    place: Mapped[int] = mapped_column(default=0)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
