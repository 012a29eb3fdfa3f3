"""The codebook in versions, what is coded with it, what software suggests, and the double coding of a sample.

On pages a code is called a theme.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.clock import now
from consult.contributions.models import Contribution
from consult.db import Base, choice
from consult.identifiers import name_of, new_id


class Code(Base):
    """A label of a consultation's codebook. What it means stands in its versions; `version` is the latest."""

    __tablename__ = "codes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    label: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)
    retired_at: Mapped[datetime | None]

    versions: Mapped[list["CodeVersion"]] = relationship(order_by="CodeVersion.version", back_populates="code")

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"code:{self.name}"


class CodeVersion(Base):
    """One wording of a code. Final: a change makes the next, and what was coded with this one asks for recoding."""

    __tablename__ = "code_versions"

    code_id: Mapped[int] = mapped_column(ForeignKey("codes.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    label: Mapped[str]
    definition: Mapped[str] = mapped_column(default="")
    include: Mapped[str] = mapped_column(default="")
    exclude: Mapped[str] = mapped_column(default="")
    example: Mapped[str] = mapped_column(default="")
    written_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(default=now)

    code: Mapped[Code] = relationship(back_populates="versions")


class Origin(StrEnum):
    """How a coding came about. A person stands behind each."""

    READ = "read"
    SUGGESTED = "suggested"
    RECONCILED = "reconciled"


class Coding(Base):
    """That a contribution, or an exact span of it, is about a code. The whole: no field, and 0 to 0."""

    __tablename__ = "codings"
    __table_args__ = (
        UniqueConstraint("code_id", "contribution_id", "field", "start_offset", "end_offset", name="uq_codings_place"),
        Index("ix_codings_contribution", "contribution_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    code_id: Mapped[int] = mapped_column(ForeignKey("codes.id", ondelete="CASCADE"))
    code_version: Mapped[int] = mapped_column(Integer)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"))
    contribution_version: Mapped[int] = mapped_column(Integer)
    field: Mapped[str] = mapped_column(String(10), default="")
    start: Mapped[int] = mapped_column("start_offset", Integer, default=0)
    end: Mapped[int] = mapped_column("end_offset", Integer, default=0)
    origin: Mapped[Origin] = mapped_column(choice(Origin), default=Origin.READ)
    coded_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    coded_at: Mapped[datetime] = mapped_column(default=now)

    code: Mapped[Code] = relationship()
    contribution: Mapped[Contribution] = relationship()


class RunState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ThemeRun(Base):
    """One grouping of a topic's contributions by software, asked for by a person. The latest counts."""

    __tablename__ = "theme_runs"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    state: Mapped[RunState] = mapped_column(choice(RunState), default=RunState.ASKED)
    texts: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    method: Mapped[str] = mapped_column(String(40), default="")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class ThemeGroup(Base):
    """Contributions that software finds alike: a suggestion, until a person makes a code of it or dismisses it.

    Its typical passage is read from the contribution each time: words that are withdrawn must not live on in a copy.
    """

    __tablename__ = "theme_groups"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    run_id: Mapped[int] = mapped_column(ForeignKey("theme_runs.id", ondelete="CASCADE"), index=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    language: Mapped[str] = mapped_column(String(35), default="")
    phrases: Mapped[list[str]] = mapped_column(JSON, default=list)
    typical_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id", ondelete="SET NULL"))
    size: Mapped[int] = mapped_column(Integer, default=0)
    code_id: Mapped[int | None] = mapped_column(ForeignKey("codes.id", ondelete="SET NULL"))
    dismissed_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        return name_of(self.id)


class ThemeMember(Base):
    """A contribution in a suggested group, with how near it is to the group's middle (0 to 1)."""

    __tablename__ = "theme_members"
    __table_args__ = (Index("ix_theme_members_near", "group_id", "nearness", "contribution_id"),)

    group_id: Mapped[int] = mapped_column(ForeignKey("theme_groups.id", ondelete="CASCADE"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    nearness: Mapped[float] = mapped_column(Float, default=0.0)


class Sample(Base):
    """A random sample, drawn by stakeholder group, that two people code without seeing each other's codes.

    `agreement` is kept once all of it is reconciled: what is published must not change with later work.
    """

    __tablename__ = "coding_samples"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    share: Mapped[int] = mapped_column(Integer)
    drawn_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    drawn_at: Mapped[datetime] = mapped_column(default=now)
    reconciled_at: Mapped[datetime | None]
    agreement: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    @property
    def name(self) -> str:
        return name_of(self.id)


class SampleItem(Base):
    """A contribution of a sample, in the order drawn; `reconciled_at` once its codes are agreed."""

    __tablename__ = "coding_sample_items"

    sample_id: Mapped[int] = mapped_column(ForeignKey("coding_samples.id", ondelete="CASCADE"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int] = mapped_column(Integer)
    reconciled_at: Mapped[datetime | None]


class Reading(Base):
    """That a coder has read a contribution of a sample, and the codes they gave it: perhaps none."""

    __tablename__ = "coding_readings"

    sample_id: Mapped[int] = mapped_column(ForeignKey("coding_samples.id", ondelete="CASCADE"), primary_key=True)
    contribution_id: Mapped[int] = mapped_column(
        ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    coder_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    read_at: Mapped[datetime] = mapped_column(default=now)
