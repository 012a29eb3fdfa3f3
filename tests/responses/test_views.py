"""The institution's answer, follow-up and archive in a browser without JavaScript."""

import pytest

from consult.db import db
from consult.responses.models import FollowUp, Response
from tests.factories.outcomes import make_outcome

pytestmark = pytest.mark.usefixtures("app")


def test_a_manager_answers_promises_keeps_and_archives(client, sign_in):
    made = make_outcome(is_draft=False)
    manager, manage = sign_in(made.manager), made.address + "/manage/response"

    early = manager.post(made.address + "/manage/archive", data={})
    empty = manager.post(manage, data={"kind": "agreed", "words": "We will."})
    manager.post(manage, data={"findings": [made.finding.name], "kind": "agreed", "words": "From March.",
                               "due_on": "2027-03-01"})
    response = db.session.query(Response).one()
    unseen = client.get(made.address + "/response").get_data(as_text=True)
    manager.post(f"/responses/{response.name}/publication", data={})
    manager.post(f"/responses/{response.name}/follow-ups", data={"words": "Publish prices."})
    follow_up = db.session.query(FollowUp).one()
    owed = manager.get(manage).get_data(as_text=True)
    manager.post(f"/follow-ups/{follow_up.name}/steps", data={"status": "done", "words": "They are there."})
    archived = manager.post(made.address + "/manage/archive", data={})
    page = client.get(made.address + "/response").get_data(as_text=True)

    assert (early.status_code, empty.status_code, archived.status_code) == (409, 422, 303)
    assert "We will." in empty.get_data(as_text=True)
    assert "One finding has no answer" in early.get_data(as_text=True)
    assert "From March." not in unseen
    assert "One follow-up is neither done nor dropped" in owed
    for words in ("From March.", "Publish prices.", "They are there."):
        assert words in page
    assert "From March." in client.get(made.address + "/outcome").get_data(as_text=True)
