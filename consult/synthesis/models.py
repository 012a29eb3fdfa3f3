"""Findings in versions, the spans they cite, what became of each contribution, and published outcomes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.accounts.models import Account
from consult.campaigns.models import Campaign
from consult.clock import now
from consult.consultations.models import Topic
from consult.contributions.models import Contribution
from consult.db import Base, choice
from consult.identifiers import name_of, new_id


class Designation(StrEnum):
    FULL_CONSENSUS = "full_consensus"
    CONSENSUS = "consensus"
    STRONG_SUPPORT_WITH_OPPOSITION = "strong_support_with_opposition"
    DIVERGENCE = "divergence"


class DispositionKind(StrEnum):
    """What a person chose. `cited` is not stored: it follows from the citations."""

    REPRESENTED = "represented"
    CAMPAIGN = "campaign"
    CONSIDERED = "considered"


class Finding(Base):
    """A sentence or two of outcome, on a topic or (topic None) on the consultation; or a minority view beside one.

    `version` is the latest, `public_version` what the published outcome shows.
    """

    __tablename__ = "findings"
    __table_args__ = (Index("ix_findings_outline", "consultation_id", "topic_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    public_version: Mapped[int | None] = mapped_column(Integer)
    removed_at: Mapped[datetime | None]

    topic: Mapped[Topic | None] = relationship()
    versions: Mapped[list["FindingVersion"]] = relationship(order_by="FindingVersion.version", back_populates="finding")

    @property
    def name(self) -> str:
        return name_of(self.id)

    @property
    def subject(self) -> str:
        return f"finding:{self.name}"


class FindingVersion(Base):
    """One text of a finding with its designation. Once published it is final; an edit makes the next.

    `designation_proposed` is what the figures said when a person chose; where they chose otherwise, a reason says why.
    """

    __tablename__ = "finding_versions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    text: Mapped[str]
    designation: Mapped[Designation | None] = mapped_column(choice(Designation))
    designation_proposed: Mapped[Designation | None] = mapped_column(choice(Designation))
    designation_reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(default=now)

    finding: Mapped[Finding] = relationship(back_populates="versions")
    citations: Mapped[list["Citation"]] = relationship(
        cascade="all, delete-orphan", order_by="Citation.cited_at", foreign_keys="Citation.finding_version_id"
    )


class Citation(Base):
    """An exact span of an exact version of a contribution, or (on the consultation's findings) a topic finding.

    Offsets are code points of the stored source. Whether it is live is derived when read.
    """

    __tablename__ = "citations"
    __table_args__ = (CheckConstraint("(contribution_id IS NULL) <> (cited_finding_id IS NULL)", name="one_source"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    finding_version_id: Mapped[int] = mapped_column(ForeignKey("finding_versions.id", ondelete="CASCADE"), index=True)
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), index=True)
    contribution_version: Mapped[int | None] = mapped_column(Integer)
    field: Mapped[str] = mapped_column(String(10), default="")
    start: Mapped[int | None] = mapped_column("start_offset", Integer)
    end: Mapped[int | None] = mapped_column("end_offset", Integer)
    cited_finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    cited_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    cited_at: Mapped[datetime] = mapped_column(default=now)

    contribution: Mapped[Contribution | None] = relationship()
    cited_finding: Mapped[Finding | None] = relationship(foreign_keys=[cited_finding_id])


class Disposition(Base):
    """What a person says became of a contribution in one topic, where it is not cited there."""

    __tablename__ = "dispositions"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contributions.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[DispositionKind] = mapped_column(choice(DispositionKind))
    reason: Mapped[str] = mapped_column(default="")
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    batch_id: Mapped[int | None] = mapped_column(
        ForeignKey("disposition_batches.id", ondelete="SET NULL"), index=True
    )
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime] = mapped_column(default=now)


class Batch(Base):
    """One act that said what became of many contributions: how they were chosen, and the sample read before it.

    Recorded once, and undone as one. `wanted` is how the list was narrowed when it was made. Those counted with a
    campaign are so only while they belong to it and a person stands for that: this is derived when read.
    """

    __tablename__ = "disposition_batches"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), index=True)
    kind: Mapped[DispositionKind] = mapped_column(choice(DispositionKind))
    reason: Mapped[str] = mapped_column(default="")
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey(Campaign.id, ondelete="SET NULL"), index=True)
    wanted: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    number: Mapped[int] = mapped_column(Integer)
    sample_read: Mapped[int] = mapped_column(Integer, default=0)
    sample_fitted: Mapped[int] = mapped_column(Integer, default=0)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        return name_of(self.id)


class Claim(Base):
    """That a person works on a slice of a topic: a theme, a group, or all of it. Others see it and take another."""

    __tablename__ = "desk_claims"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True)
    slice: Mapped[str] = mapped_column(String(60), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    claimed_at: Mapped[datetime] = mapped_column(default=now)

    account: Mapped[Account] = relationship()


class Outcome(Base):
    """One published outcome of a consultation, draft or final, with its summary."""

    __tablename__ = "outcomes"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    is_final: Mapped[bool]
    summary: Mapped[str] = mapped_column(default="")
    published_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    published_at: Mapped[datetime] = mapped_column(default=now)


class Clearance(Base):
    """What is prepared for the next outcome of a consultation: its summary, and perhaps the minute it appears.

    `cleared` is the digest of what was to be published when that minute was set; `failure` says why it did not appear.
    """

    __tablename__ = "clearances"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True)
    summary: Mapped[str] = mapped_column(default="")
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    cleared: Mapped[str] = mapped_column(String(64), default="")
    set_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    failure: Mapped[str] = mapped_column(default="")


class ClearanceSignature(Base):
    """That a person has read and stands for exactly this content. Another content has another digest, and no signature.
    """

    __tablename__ = "clearance_signatures"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True)
    signed_at: Mapped[datetime] = mapped_column(default=now)

    account: Mapped[Account] = relationship()


class ReviewRemark(Base):
    """A comment from a circulated document, beside the finding it stood at. Seen by the team alone."""

    __tablename__ = "review_remarks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id", ondelete="CASCADE"), index=True)
    finding_id: Mapped[int | None] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), index=True)
    author: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    brought_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    brought_at: Mapped[datetime] = mapped_column(default=now)
    settled_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        return name_of(self.id)


class SoftwareDraft(Base):
    """That software drafted words of a finding's version: which, from what, who edited them, who answers for them.

    AI Act, article 50(4): readers are told, unless a person reviewed the text and somebody answers for it; we tell
    them either way.
    """

    __tablename__ = "software_drafts"

    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    tool: Mapped[str]
    given: Mapped[str]
    edited_by: Mapped[str]
    answerable: Mapped[str]
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    declared_at: Mapped[datetime] = mapped_column(default=now)
