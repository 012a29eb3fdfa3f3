"""Every kind of entry is told in words: the public log is read by people."""

import ast
from pathlib import Path

import consult
from consult.moderation.models import Act

RECORDING = {"append_entry", "record", "_record"}


def kinds_in_the_code() -> set[str]:
    """Kinds that are written out where they are recorded; those put together there are in `PUT_TOGETHER`."""
    found = set()
    for path in Path(consult.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in RECORDING and "." in str(node.args[0].value):
                found.add(str(node.args[0].value))
    return found


PUT_TOGETHER = {f"moderation.{act.value}" for act in Act} | {
    "appeal.made", "appeal.decided", "identity.hidden", "identity.shown", "submission.confirmed",
    "submission.unconfirmed", "mandate.declined", "mandate.taken_back", "code.written", "code.changed",
    "code.retired", "code.merged", "theme.accepted", "theme.dismissed", "disposition.made", "disposition.undone",
}


def test_every_kind_of_entry_has_words(app) -> None:
    kinds = kinds_in_the_code()
    assert {"submission.received", "outcome.published"} <= kinds

    with app.test_request_context():
        words = app.jinja_env.get_template("record/_words.html").make_module({}).entry_name
        assert [kind for kind in sorted(kinds | PUT_TOGETHER) if str(words(kind)).strip() == kind] == []
