"""Contributions and their versions, whatever their kind."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.clock import now
from consult.consultations.models import Consultation, Topic
from consult.db import Base, choice
from consult.identifiers import name_of, new_id
from consult.organisations.models import Stakeholder
from consult.organisations.vocabularies import Group


class Kind(StrEnum):
    POSITION = "position"
    COMMENT = "comment"
    ANSWER = "answer"


class State(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"


class Publication(StrEnum):
    """What its author allows."""

    NAMED = "named"
    NAMELESS = "nameless"
    NOT_PUBLISHED = "not_published"


class Channel(StrEnum):
    WEB = "web"
    API = "api"
    IMPORT = "import"
    PAPER = "paper"
    EMAIL = "email"
    EVENT = "event"


class ContributionTopic(Base):
    """That a contribution is about a topic. `listed_at` is set while it is published, so lists read one index.

    For an author without name it is the next full hour, like the record's. `is_grouped` where another stands for it in
    the list, because both were made from one template.
    """

    __tablename__ = "contribution_topics"
    __table_args__ = (
        Index("ix_contribution_topics_list", "topic_id", "kind", "listed_at", "contribution_id"),
        Index(
            "ix_contribution_topics_shown", "topic_id", "kind", "listed_at", "contribution_id",
            sqlite_where=text("NOT is_grouped"), postgresql_where=text("NOT is_grouped"),
        ),
    )

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    listed_at: Mapped[datetime | None]
    is_grouped: Mapped[bool] = mapped_column(default=False, server_default=false())


def _only(name: str, condition: str, *columns: str) -> Index:
    """An index of the few rows a moderator looks for, so that it stays small beside a million others."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class Contribution(Base):
    """Something a stakeholder said that can be cited. Group, country and names are as they were when it was sent.

    `version` is the latest, `public_version` the one readers see (None while none was published). `held_because` names
    the rules of the plan that hold the latest version; `asked_at` stands while the author owes the team an answer,
    `flagged_at` while somebody's flag is open.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        Index("ix_contributions_queue", "consultation_id", "waits", "received_at", "id", "asked_at"),
        Index("ix_contributions_state", "consultation_id", "state", "withheld_by_author", "received_at", "id"),
        _only(
            "ix_contributions_unreviewed", "reviewed_at IS NULL",
            "consultation_id", "state", "waits", "received_at", "id",
        ),
        _only("ix_contributions_assigned", "assigned_to IS NOT NULL", "assigned_to", "consultation_id"),
        _only("ix_contributions_flagged", "flagged_at IS NOT NULL", "consultation_id", "received_at"),
        _only("ix_contributions_asked", "asked_at IS NOT NULL", "consultation_id", "received_at"),
        Index("ix_contributions_organisation", "organisation_id", "published_at", "id"),
        UniqueConstraint("consultation_id", "external_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    kind: Mapped[Kind] = mapped_column(choice(Kind))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    stakeholder_id: Mapped[int] = mapped_column(ForeignKey("stakeholders.id"), index=True)

    state: Mapped[State] = mapped_column(choice(State), default=State.WAITING)
    withheld_by_author: Mapped[bool] = mapped_column(default=False)
    waits: Mapped[bool] = mapped_column(default=True)
    held_because: Mapped[str] = mapped_column(default="")
    reviewed_at: Mapped[datetime | None]
    flagged_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    # Names an account without a foreign key: SQLite would have to write the whole table anew for one.
    assigned_to: Mapped[int | None]
    publication: Mapped[Publication] = mapped_column(choice(Publication), default=Publication.NAMED)
    author_name: Mapped[str] = mapped_column(default="")
    organisation_name: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    group: Mapped[Group] = mapped_column("stakeholder_group", choice(Group))
    country: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(35))
    channel: Mapped[Channel] = mapped_column(choice(Channel), default=Channel.WEB)
    external_id: Mapped[str | None]
    stance: Mapped[str] = mapped_column(String(40), default="")
    version: Mapped[int] = mapped_column(Integer, default=1)
    public_version: Mapped[int | None] = mapped_column(Integer)
    received_at: Mapped[datetime] = mapped_column(default=now)
    published_at: Mapped[datetime | None]

    consultation: Mapped[Consultation] = relationship()
    stakeholder: Mapped[Stakeholder] = relationship()
    topics: Mapped[list[Topic]] = relationship(secondary="contribution_topics", order_by=Topic.ordinal, viewonly=True)
    versions: Mapped[list["Version"]] = relationship(order_by="Version.version", back_populates="contribution")

    __mapper_args__ = {"polymorphic_on": "kind", "with_polymorphic": None}  # noqa: RUF012

    @property
    def name(self) -> str:
        """Its public name, as in /positions/<name>."""
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"{self.kind.value}:{self.name}"

    @property
    def is_nameless(self) -> bool:
        return self.publication is not Publication.NAMED


class Version(Base):
    """One text of a contribution, final. Redactions are spans by field; the public forms are made from them.

    `claim` and `wording` are empty on comments. The `public_…` forms have every redacted code point replaced by █.
    `holds` says which words the plan's rules stopped at; `digest` is equal for texts that differ in signs alone.
    """

    __tablename__ = "contribution_versions"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    claim: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    wording: Mapped[str] = mapped_column(default="")
    stance: Mapped[str] = mapped_column(String(40), default="")
    submitted_at: Mapped[datetime] = mapped_column(default=now)
    redactions: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    public_claim: Mapped[str] = mapped_column(default="")
    public_body: Mapped[str] = mapped_column(default="")
    public_wording: Mapped[str] = mapped_column(default="")
    body_html: Mapped[str] = mapped_column(default="")
    claim_is_ours: Mapped[bool] = mapped_column(default=False)
    holds: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    digest: Mapped[str | None] = mapped_column(String(64), index=True)

    contribution: Mapped[Contribution] = relationship(back_populates="versions")
