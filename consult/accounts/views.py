"""What Flask-Security does not show: what to do after registering, and the development server's letters."""

import email
from email import policy
from pathlib import Path

from flask import Blueprint, render_template

from consult.access import development, public
from consult.mail import letters_folder

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/register/next")
@public
def registered() -> str:
    return render_template("accounts/registered.html")


@blueprint.get("/development/letters")
@development
def letters() -> str:
    """The letters that were written to files, latest first."""
    paths = sorted(letters_folder().glob("*.eml"), reverse=True)[:50]
    return render_template("accounts/letters.html", letters=[_read(path) for path in paths])


def _read(path: Path) -> dict[str, object]:
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    body = message.get_body(("plain",))
    text = str(body.get_content()) if body else ""
    return {
        "to": message["To"], "subject": message["Subject"], "date": message["Date"], "text": text,
        "links": [word for word in text.split() if word.startswith(("http://", "https://"))],
    }
