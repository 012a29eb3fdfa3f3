"""From records to rows in our own words."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consult.contributions.models import Channel
from consult.errors import Invalid
from consult.imports.contributions import Reading, key_of, read
from consult.imports.tables import read_table
from consult.imports.topics import Topics
from consult.organisations.vocabularies import Group


def reading_of(
    folder: Path, content: str, maps: Sequence[str] = (), values: Sequence[str] = (), topics: Topics | None = None
) -> Reading:
    path = folder / "file.csv"
    path.write_text(content, newline="")
    table = read_table(path)
    return read(table, key_of(table, maps, values), topics or Topics({}, may_add=True))


def test_every_field_is_read(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path,
        "claim,body,author,organisation,group,type,country,language,stance,topic,submitted_at,external_id,channel\n"
        "Publish costs.,They are high.,Person 1,Group of Tests,Civil Society,NGO,United States,fr-ca,In favour,"
        "Open costs,2014-03-08T10:00:00+02:00,17,paper\n",
    )

    row = reading.rows[0]
    assert (row.claim, row.body, row.author, row.organisation) == (
        "Publish costs.", "They are high.", "Person 1", "Group of Tests",
    )
    assert (row.group, row.respondent_type, row.country, row.language) == (Group.CIVIL_SOCIETY, "ngo", "US", "fr-CA")
    assert (row.stance, row.topics, row.identity, row.channel) == ("support", ("open-costs",), "17", Channel.PAPER)
    assert row.submitted_at == datetime(2014, 3, 8, 8, tzinfo=UTC)
    assert reading.warnings == []


def test_what_is_not_known_is_undeclared_with_a_warning_that_names_the_line(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, "body,country,group,stance,submitted_at\nOne.,Global,Martians,perhaps,yesterday\nTwo.,,,,\n"
    )

    first, second = reading.rows
    assert (first.country, first.group, first.stance, first.submitted_at) == ("undeclared", Group.UNDECLARED, "", None)
    assert [note.line for note in reading.warnings] == [2, 2, 2, 2]
    assert second.country == "undeclared"


def test_a_value_of_theirs_is_put_into_ours_without_a_warning(tmp_path: Path) -> None:
    reading = reading_of(
        tmp_path, "body,country,area\nOne.,GLOBAL,Both\n", ["topic=area"],
        ["country:Global=undeclared", "topic:Both=a,b"],
    )

    assert reading.rows[0].topics == ("a", "b")
    assert reading.warnings == []


def test_without_a_claim_the_first_sentence_of_the_body_is_taken_as_ours(tmp_path: Path) -> None:
    row = reading_of(tmp_path, "body\nCosts should be public. They are not.\n").rows[0]

    assert (row.claim, row.claim_is_ours) == ("Costs should be public.", True)


def test_a_claim_that_is_too_long_is_cut_and_kept_whole_in_the_body(tmp_path: Path) -> None:
    long = "word " * 80 + "end"

    row = reading_of(tmp_path, f"claim,body\n{long},Reasons.\n").rows[0]

    assert len(row.claim) <= 280
    assert row.claim.endswith("word…")
    assert row.body == f"{long}\n\nReasons."


def test_equal_rows_are_told_apart_by_their_order(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "body\nThe same.\nThe same.\nAnother.\n")

    identities = [row.identity for row in reading.rows]
    assert len(set(identities)) == 3
    assert identities == [row.identity for row in reading_of(tmp_path, "body\nThe same.\nThe same.\nAnother.\n").rows]


def test_two_rows_of_one_external_id_are_not_both_taken(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "external_id,body\n7,One.\n7,Two.\n")

    assert [row.body for row in reading.rows] == ["One."]
    assert [(note.line, note.reason) for note in reading.rejected] == [(3, "Its external_id “7” is that of line 2.")]


def test_a_row_that_says_nothing_or_too_much_is_rejected(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "claim,body\n,\n\u200b, \nFine.," + "x" * 1_000_001 + "\n")

    assert [note.line for note in reading.rejected] == [2, 3, 4]
    assert reading.read == 3


def test_topics_are_named_by_their_values(tmp_path: Path) -> None:
    topics = Topics({}, may_add=True)

    reading = reading_of(tmp_path, "body,topic\nA.,Open Costs!\nB.,主题一\nC.,主题二\nD.,\n", topics=topics)

    assert len({row.topics for row in reading.rows}) == 4
    assert topics.added["open-costs"] == "Open Costs!"
    assert sorted(topics.added.values()) == ["Main", "Open Costs!", "主题一", "主题二"]


def test_a_consultation_that_was_planned_takes_no_topics_from_a_file(tmp_path: Path) -> None:
    topics = Topics({"costs": "Costs"}, may_add=False)

    reading = reading_of(tmp_path, "body,topic\nA.,costs\nB.,Weather\nC.,Costs\n", topics=topics)

    assert [row.topics for row in reading.rows] == [("costs",), ("costs",)]
    assert [(note.line, note.reason) for note in reading.rejected] == [
        (3, "There is no topic “weather” in this consultation.")
    ]


@pytest.mark.parametrize(
    ("maps", "values", "words"),
    [
        (["title=a"], [], "no field “title”"),
        (["claim"], [], "FIELD=COLUMN"),
        (["claim=nothing"], [], "The columns are: a, b, b"),
        (["claim=b"], [], "two columns"),
        (["claim=a", "claim=b"], [], "twice"),
        ([], [], "which column"),
        (["claim=a"], ["group:X=martian"], "not a group"),
        (["claim=a"], ["topic:X=Not A Slug"], "slug"),
        (["claim=a"], ["topic"], "FIELD:THEIRS=OURS"),
    ],
)
def test_what_an_operator_mistypes_is_refused_before_any_row(
    tmp_path: Path, maps: list[str], values: list[str], words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        reading_of(tmp_path, "a,b,b\n1,2,3\n", maps, values)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La gobernanza de internet debe ser abierta y transparente para todos los ciudadanos del mundo entero.", "es"),
        ("Les coûts doivent être publiés chaque année, et chacun doit pouvoir les lire. " * 2, "fr"),
        ("Too short.", None),
    ],
)
def test_the_language_of_a_long_text_is_detected(tmp_path: Path, text: str, language: str | None) -> None:
    assert reading_of(tmp_path, f'body\n"{text}"\n').rows[0].language == language
