"""Challenges to findings, the replies they are owed, who says their words are represented, and issues to settle."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.clock import now
from consult.consultations.models import Consultation
from consult.db import Base, choice
from consult.identifiers import name_of, new_id
from consult.synthesis.models import Finding


class ChallengeState(StrEnum):
    WAITING = "waiting"
    PUBLISHED = "published"
    WITHHELD = "withheld"


class Verdict(StrEnum):
    """What a reply says of the finding."""

    CHANGED = "changed"
    PARTLY = "partly"
    KEPT = "kept"


class IssueStatus(StrEnum):
    """After RFC 7282: an issue is settled when it is addressed, accommodated or not."""

    OPEN = "open"
    ACCOMMODATED = "accommodated"
    NOT_ACCOMMODATED = "not_accommodated"


class Reply(Base):
    """The public answer to one or several challenges that make one point. `finding_version` is what a change led to."""

    __tablename__ = "challenge_replies"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict))
    words: Mapped[str]
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    replied_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def name(self) -> str:
        return name_of(self.id)


class Challenge(Base):
    """A public objection to one version of a finding ("this is not what we said"), owed a public reply by `due_on`.

    The name is a copy, empty where the challenger keeps theirs; whose words it is about is never shown.
    """

    __tablename__ = "challenges"
    __table_args__ = (Index("ix_challenges_list", "consultation_id", "state", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    finding_version: Mapped[int] = mapped_column(Integer)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), index=True)
    shown_as: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    state: Mapped[ChallengeState] = mapped_column(choice(ChallengeState), default=ChallengeState.WAITING)
    withheld_because: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    due_on: Mapped[date]
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("challenge_replies.id", ondelete="SET NULL"), index=True)

    consultation: Mapped[Consultation] = relationship()
    finding: Mapped[Finding] = relationship()
    reply: Mapped[Reply | None] = relationship()

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"challenge:{self.name}"


class Recognition(Base):
    """That somebody whose words a finding cites or represents says: yes, this is what we said."""

    __tablename__ = "recognitions"

    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True)
    finding_version: Mapped[int] = mapped_column(Integer)
    given_at: Mapped[datetime] = mapped_column(default=now)


class Issue(Base):
    """A significant objection, from wherever it came. It is settled when it is answered, not when it is outvoted."""

    __tablename__ = "issues"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    words: Mapped[str]
    status: Mapped[IssueStatus] = mapped_column(choice(IssueStatus), default=IssueStatus.OPEN)
    why: Mapped[str] = mapped_column(default="")
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id", ondelete="SET NULL"), index=True)
    challenge_id: Mapped[int | None] = mapped_column(ForeignKey("challenges.id", ondelete="SET NULL"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(
        ForeignKey("contributions.id", ondelete="SET NULL"), index=True
    )
    raised_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    raised_at: Mapped[datetime] = mapped_column(default=now)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None]

    finding: Mapped[Finding | None] = relationship()
    challenge: Mapped[Challenge | None] = relationship()
    settler: Mapped[Account | None] = relationship(foreign_keys=[settled_by])

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"issue:{self.name}"
