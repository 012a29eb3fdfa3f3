"""English texts as vectors of meaning, from a file that comes with the package: nothing is asked from outside."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any


@functools.cache
def _model() -> Any | None:
    try:
        import wordllama
    except ImportError:
        return None
    try:
        return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
    except Exception:  # noqa: BLE001 - whatever it lacks, grouping goes on without it
        return None


def embed(texts: Sequence[str], language: str) -> Any | None:
    """One row of unit length a text, or None where the language has no such file or the package is not there."""
    model = _model() if language == "en" else None
    return model.embed(list(texts), norm=True) if model else None
