"""The queue's tabs, their order and pages, and where pasted words stand."""

from datetime import timedelta

import pytest

from consult import clock
from consult.clock import now
from consult.consultations.models import Moderation
from consult.contributions.models import Publication, Version
from consult.errors import Invalid, NotAllowed
from consult.moderation.actions import decide, undo
from consult.moderation.models import Act, Reason
from consult.moderation.narrowing import Tab, Wanted
from consult.moderation.queries import entries_in, moderated_by, narrowed, next_after, rank, standing_of
from consult.moderation.redaction import merged, spans_of_phrases, spans_of_selection
from consult.organisations.vocabularies import Group
from consult.submissions.actions import revise_position
from tests.factories.consultations import make_consultation
from tests.factories.people import make_person, make_stakeholder
from tests.factories.submissions import make_comment, make_content, make_position

pytestmark = pytest.mark.usefixtures("app")


def names(consultation, tab, **narrowing):
    return [each.name for each in entries_in([consultation], Wanted(tab, **narrowing)).rows]


def test_each_contribution_stands_in_the_tab_of_its_state():
    moderator, author = make_person(), make_person()
    consultation = make_consultation(moderation=Moderation.AFTER, moderator=moderator)
    waiting = make_position(consultation, publish=False)
    unreviewed = make_position(consultation)
    private = make_position(consultation, make_content(publication=Publication.NOT_PUBLISHED))
    withheld = make_position(consultation, by=author)
    decide(withheld, 1, Act.WITHHOLD, moderator, Reason.OFF_TOPIC)

    found = {tab: names(consultation, tab) for tab in Tab}

    assert found == {
        Tab.WAITING: [waiting.name], Tab.UNREVIEWED: [unreviewed.name], Tab.WITHHELD: [withheld.name],
        Tab.PRIVATE: [private.name], Tab.DECIDED: [withheld.name], Tab.FLAGGED: [], Tab.ASKED: [],
    }
    assert standing_of([consultation]).counts == {tab: len(found[tab]) for tab in Tab}


def test_what_was_published_by_a_moderator_beforehand_needs_no_second_look():
    consultation = make_consultation(moderation=Moderation.BEFORE)
    make_position(consultation)

    assert names(consultation, Tab.UNREVIEWED) == []


def test_a_new_version_of_a_published_one_waits():
    consultation, author = make_consultation(moderation=Moderation.BEFORE), make_person()
    position = make_position(consultation, by=author)
    revise_position(position, make_content(claim="Said better."), author)

    [entry] = entries_in([consultation], Wanted()).rows

    assert (entry.name, entry.title) == (position.name, "Said better.")


def test_the_oldest_comes_first_page_by_page_and_nothing_twice():
    consultation = make_consultation()
    made = []
    for age in (5, 4, 3, 2, 1):
        with clock.at(now() - timedelta(hours=age)):
            made.append(make_position(consultation, publish=False).name)

    found, after = [], None
    for _page in range(3):
        page = entries_in([consultation], Wanted(), after, size=2)
        found += [each.name for each in page.rows]
        after = page.after

    assert found == made
    assert after is None


def test_decisions_come_latest_first_and_without_those_taken_back():
    moderator = make_person()
    consultation = make_consultation(moderator=moderator)
    positions = [make_position(consultation, publish=False) for _each in range(3)]
    decisions = []
    for age, position in zip((3, 2, 1), positions, strict=True):
        with clock.at(now() - timedelta(minutes=age)):
            decisions.append(decide(position, 1, Act.PUBLISH, moderator))
    undo(decisions[1], moderator)

    first = entries_in([consultation], Wanted(Tab.DECIDED), size=1)
    second = entries_in([consultation], Wanted(Tab.DECIDED), first.after, size=1)

    assert [each.name for each in (*first.rows, *second.rows)] == [positions[2].name, positions[0].name]


def test_the_queue_is_narrowed_by_kind_group_and_language():
    consultation = make_consultation()
    position = make_position(consultation)
    comment = make_comment(position, by=make_stakeholder(group=Group.ACADEMIA), publish=False)
    french = make_position(consultation, make_content(language="fr"), publish=False)

    assert names(consultation, Tab.WAITING, kind="comment") == [comment.name]
    assert names(consultation, Tab.WAITING, group="academia") == [comment.name]
    assert names(consultation, Tab.WAITING, language="fr") == [french.name]
    assert names(consultation, Tab.WAITING, kind="nonsense", group="nonsense") == []


def test_the_next_one_follows_and_after_the_last_comes_the_first():
    consultation = make_consultation()
    first, second = (make_position(consultation, publish=False) for _each in range(2))

    assert next_after([consultation], Wanted(), first) == second.name
    assert next_after([consultation], Wanted(), second) == first.name
    assert (rank([consultation], Wanted(), second), rank([consultation], Wanted(Tab.PRIVATE), second)) == (2, None)


def test_a_damaged_cursor_starts_at_the_beginning():
    consultation = make_consultation()
    position = make_position(consultation, publish=False)

    assert [each.name for each in entries_in([consultation], Wanted(), "nonsense").rows] == [position.name]


def test_only_managers_and_moderators_have_a_queue_and_only_of_their_own():
    moderator = make_person()
    own, other = make_consultation(moderator=moderator), make_consultation(manager=make_person())

    assert [each.id for each in moderated_by(moderator)] == [own.id]
    with pytest.raises(NotAllowed):
        moderated_by(make_person())
    with pytest.raises(NotAllowed):
        narrowed(moderated_by(moderator), other.slug)


VERSION = Version(claim="Costs should be published.", body="🙂 Ask Person 9.\nAsk\ntwice.", wording="", redactions=[])


def test_pasted_words_are_found_in_code_points_and_blank_space_counts_alike():
    assert spans_of_phrases(VERSION, "Person 9\n\nCosts should") == [("body", 6, 14), ("claim", 0, 12)]
    assert spans_of_phrases(VERSION, "Ask twice.") == [("body", 16, 26)]


@pytest.mark.parametrize("words", ["Ask", "nowhere", "published. 🙂"])
def test_pasted_words_in_no_place_or_in_more_than_one_are_refused(words):
    with pytest.raises(Invalid):
        spans_of_phrases(VERSION, words)


def test_selected_words_come_as_field_start_and_end():
    assert spans_of_selection("body:6:14 claim:0:5") == [("body", 6, 14), ("claim", 0, 5)]
    with pytest.raises(Invalid):
        spans_of_selection("body:six:14")


def test_a_span_is_covered_once_however_often_it_is_named():
    version = Version(body="abcdef", redactions=[["body", 0, 2]])

    assert merged(version, [("body", 0, 2), ("body", 3, 4)]) == [("body", 0, 2), ("body", 3, 4)]
