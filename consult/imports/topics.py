"""Which topics the rows of a file are about: those the consultation has, and those its import may add."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from consult.errors import Invalid
from consult.imports.values import plain
from consult.text import shorten, slugify

MAIN = "main"
TITLE_LIMIT = 300
_NAMELESS = "topic"


@dataclass
class Topics:
    """`present` maps slugs to titles; `added` gathers those to be made, where that is allowed."""

    present: Mapping[str, str]
    may_add: bool
    forced: tuple[str, ...] = ()
    added: dict[str, str] = field(default_factory=dict)
    _slugs: dict[str, str] = field(default_factory=dict)

    def force(self, slug: str) -> None:
        """Put every row under one topic. Raises Invalid where there is none of that name and none may be added."""
        self.require_slugs(slug, "--topic")
        try:
            self.forced = (self._known(slug, _title(slug)),)
        except KeyError:
            raise Invalid(f"--topic {slug}: there is no such topic in this consultation.") from None

    @staticmethod
    def require_slugs(text: str, option: str) -> None:
        """Raises Invalid unless the text is slugs with commas between."""
        for slug in text.split(","):
            if not slug.strip() or slugify(slug) != slug.strip():
                raise Invalid(f"{option}: “{slug}” is no slug: write lower-case letters, digits and hyphens.")

    def named(self, value: str, slug: str = "") -> tuple[str, ...]:
        """The topic a value names: by slug, by title, or made from it. Raises KeyError."""
        if value not in self._slugs:
            self._slugs[value] = self._known(slug or self._slug_for(value), _title(value) if slug else value)
        return (self._slugs[value],)

    def mapped(self, slugs: str, theirs: str) -> tuple[str, ...]:
        """The topics an operator named for a value, which is the title of one that stands alone. Raises KeyError."""
        parts = list(dict.fromkeys(slug.strip() for slug in slugs.split(",")))
        if len(parts) == 1 and self.added.get(parts[0]) == _title(parts[0]):
            self.added[parts[0]] = shorten(theirs, TITLE_LIMIT)
        return tuple(self._known(slug, theirs if len(parts) == 1 else _title(slug)) for slug in parts)

    def _known(self, slug: str, title: str) -> str:
        if slug not in self.present and slug not in self.added:
            if not self.may_add:
                raise KeyError(slug)
            self.added[slug] = shorten(title, TITLE_LIMIT)
        return slug

    def _slug_for(self, value: str) -> str:
        """Of a topic with that title, else made from it; other letters than ours are told apart by a few of a hash."""
        slug = slugify(value)
        everything = {**self.present, **self.added}
        for known, title in everything.items():
            if title == value:
                return known
        taken = everything.get(slug)
        is_nameless = slug == _NAMELESS and plain(value) != _NAMELESS
        is_another = taken is not None and slugify(taken) == slug and plain(taken) != plain(value)
        if is_nameless or is_another:
            return f"{slug[:50]}-{hashlib.sha256(plain(value).encode()).hexdigest()[:6]}"
        return slug


def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()
