"""What somebody sends: positions, answers and a paper, as a draft keeps them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from consult.consultations.general import SLUG as GENERAL
from consult.contributions.models import Publication
from consult.text import is_blank, shorten

TITLE = 90


@dataclass(frozen=True)
class Content:
    """What a position says. `about` holds (topic slug, `whole`, `missing` or a passage's ordinal)."""

    claim: str
    body: str
    wording: str
    stance: str
    about: Sequence[tuple[str, str]]
    publication: Publication
    language: str

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "about": [list(each) for each in self.about], "publication": self.publication.value}

    @classmethod
    def of(cls, saved: dict[str, Any]) -> "Content":
        return cls(
            **{
                **saved, "about": [(slug, what) for slug, what in saved["about"]],
                "publication": Publication(saved["publication"]),
            }
        )


@dataclass(frozen=True)
class SubmissionContent:
    """All that is sent at once. `positions` are by keys of the draft's own, `answers` by the questions' names.

    How it is published holds for all of it, and for whom it is sent, if for a client or a member of the sender's; so
    does the campaign it is said to belong to.
    `revisions` say at which saving of the draft each part last changed.
    """

    positions: Mapping[str, Content] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    paper: str = ""
    publication: Publication = Publication.NAMED
    language: str = "en"
    on_behalf_of: str = ""
    campaign: str = ""
    revisions: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def alone(cls, position: Content, key: str = "1") -> "SubmissionContent":
        """One position and nothing else."""
        return cls({key: position}, publication=position.publication, language=position.language)

    @property
    def sent_positions(self) -> list[Content]:
        """Those to be sent, the paper last: it is a position on the consultation as a whole."""
        sent = [replace(each, publication=self.publication) for each in self.positions.values()]
        if not is_blank(self.paper):
            about = [(GENERAL, "whole")]
            sent.append(Content("", self.paper, "", "", about, self.publication, self.language))
        return sent

    @property
    def title(self) -> str:
        """Its first words, to know it by in a list; empty where there are none."""
        texts = [text for each in self.positions.values() for text in (each.claim, each.body, each.wording)]
        return shorten(" ".join(next((text for text in (*texts, self.paper) if text), "").split()), TITLE)

    def as_json(self) -> dict[str, Any]:
        return {
            **vars(self), "positions": {key: each.as_json() for key, each in self.positions.items()},
            "publication": self.publication.value,
        }

    @classmethod
    def of(cls, saved: dict[str, Any]) -> "SubmissionContent":
        """Drafts saved before a submission could hold several parts are one position."""
        if "about" in saved:
            return cls.alone(Content.of(saved))
        publication = Publication(saved["publication"])
        positions = {
            key: replace(Content.of(each), publication=publication) for key, each in saved["positions"].items()
        }
        return cls(**{**saved, "positions": positions, "publication": publication})
