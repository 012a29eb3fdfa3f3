"""Which letters can be printed. Under PDF/UA and PDF/A one letter without a glyph fails the whole document."""

import functools
import importlib.util
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

# Where Debian and others keep Noto; used for the scripts our own fonts do not hold, as far as they are there.
SYSTEM_FOLDERS = ("/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/noto-cjk")
PACKAGES = ("fontpkg_noto_serif", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
# Arrows, boxes, blocks and shapes are in a font that typst carries within itself.
WITHIN = frozenset(map(chr, (*range(0x2190, 0x2200), *range(0x2500, 0x2600))))
MISSING = "▯"

# What has no shape of its own: joiners, directions, variation selectors, tags, soft hyphens, skin tones.
_SHAPELESS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")


def own_folders() -> list[Path]:
    """The folders of the fonts that came with our packages, and of the emoji font."""
    found = [Path(__file__).parent.parent / "static" / "vendor" / "fonts"]
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin:
            found.append(Path(spec.origin).parent / "files")
    return [folder for folder in found if folder.is_dir()]


def system_folders() -> list[Path]:
    return [Path(folder) for folder in SYSTEM_FOLDERS if Path(folder).is_dir()]


@functools.cache
def letters_of(path: Path) -> frozenset[str]:
    """Every character a font file has a glyph for."""
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=0, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap() or ()))


def files_in(folders: Iterable[Path]) -> Sequence[Path]:
    return [
        path for folder in folders for path in sorted(folder.iterdir())
        if path.suffix in (".ttf", ".otf", ".ttc") and "Italic" not in path.name and "Bold" not in path.name
    ]


class Printable:
    """Makes texts printable with the fonts at hand, and counts what could not be shown."""

    def __init__(self, letters: Iterable[str]) -> None:
        """`letters` are all that will be asked for; only fonts needed for them are opened."""
        wanted = {letter for letter in letters if letter.isprintable()}
        self.folders = own_folders()
        self.fonts: list[frozenset[str]] = [WITHIN]
        missing = wanted - WITHIN
        for folders in (own_folders(), system_folders()):
            for path in files_in(folders) if missing else ():
                covered = letters_of(path)
                if covered & missing:
                    missing -= covered
                    self.fonts.append(covered)
                    self.folders += [path.parent] if path.parent not in self.folders else []
        self.covered = frozenset().union(*self.fonts)
        self.replaced = 0

    def text(self, source: str) -> str:
        """The text with every letter that has no glyph replaced by ▯, and without what has no shape."""
        plain = _CONTROLS.sub("", _BREAKS.sub("\n", _SHAPELESS.sub("", source))).replace("\t", "    ")
        if all(letter in self.covered or letter == "\n" for letter in plain) and not _has_marks(plain):
            return plain
        return "".join(self._cluster(cluster) for cluster in _clusters(plain))

    def _cluster(self, cluster: str) -> str:
        """A letter with its marks: they must come from one font, or the marks cannot be placed."""
        if cluster == "\n" or len(cluster) == 1 and cluster in self.covered:
            return cluster
        if unicodedata.category(cluster[0]) == "Zs":
            return " "
        if unicodedata.category(cluster[0])[0] == "M":
            cluster = "\N{DOTTED CIRCLE}" + cluster
        if any(font.issuperset(cluster) for font in self.fonts):
            return cluster
        self.replaced += 1
        return cluster[0] if cluster[0] in self.covered else MISSING


def _has_marks(text: str) -> bool:
    return not text.isascii() and any(unicodedata.category(letter)[0] == "M" for letter in text)


def _clusters(text: str) -> Iterable[str]:
    """Letters with the combining marks that follow them."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or unicodedata.category(text[place])[0] != "M" or text[place - 1] == "\n":
            yield text[start:place]
            start = place
