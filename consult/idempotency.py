"""A form sent twice acts once: each carries a key, and the key's answer is stored in the act's own transaction."""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import flash, make_response, redirect, request
from flask import session as cookie
from flask_login import current_user
from sqlalchemy import String, delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from consult.clock import now
from consult.db import Base, db, transaction
from consult.i18n import _

FIELD = "idempotency_key"
KEPT = timedelta(days=30)


class Answer(Base):
    """Where the form with this key led the person who sent it."""

    __tablename__ = "answers"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), default="")
    location: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime] = mapped_column(default=now)


class _Unanswered(Exception):
    """The view did not act, so the key stays free for the corrected form."""


def once(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view's act happen once for each key. What answers with a redirect has acted; all else is undone."""

    @functools.wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        sent = request.form.get(FIELD, "")
        if request.method != "POST" or not sent:
            return make_response(view(*args, **kwargs))
        key, digest = _key(sent), _digest()
        response: Response | None = None
        try:
            with transaction() as session:
                session.execute(insert(Answer).values(key=key, digest=digest))
                response = make_response(view(*args, **kwargs))
                if response.status_code not in (302, 303):
                    raise _Unanswered
                row = session.get(Answer, key)
                assert row is not None
                row.location = response.location or ""
        except _Unanswered:
            assert response is not None
        except IntegrityError:
            earlier = db.session.get(Answer, key)
            if earlier is None:
                raise
            if earlier.digest != digest:
                flash(_("This form had been sent already. What you changed in it since was not saved."), "caution")
            return redirect(earlier.location, 303)
        return response

    return answer


def _key(sent: str) -> str:
    """One person's, on one page. Whoever is not signed in is known by the token of their session."""
    who = current_user.get_id() if current_user.is_authenticated else cookie.get("csrf_token", "")
    return sha256(f"{who}\0{request.path}\0{sent}".encode()).hexdigest()


def _digest() -> str:
    """Of what the form says, besides its hidden keys."""
    said = sorted(item for item in request.form.items(multi=True) if item[0] not in (FIELD, "csrf_token"))
    return sha256(repr(said).encode()).hexdigest()


def forget_answers() -> None:
    """Drop the keys of forms that nobody will send again."""
    with transaction() as session:
        session.execute(delete(Answer).where(Answer.answered_at < now() - KEPT))
