"""A form sent twice acts once: each carries a key, and the key's answer is stored in the act's own transaction."""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import make_response, redirect, request
from flask_login import current_user
from sqlalchemy import String, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response

from consult.clock import now
from consult.db import Base, db, transaction

FIELD = "idempotency_key"
KEPT = timedelta(days=30)


class Answer(Base):
    """Where the form with this key led the person who sent it."""

    __tablename__ = "answers"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
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
        key = f"{current_user.get_id() if current_user.is_authenticated else '-'}:{request.path}:{sent[:64]}"
        response: Response | None = None
        try:
            with transaction() as session:
                session.add(Answer(key=key))
                session.flush()
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
            return redirect(earlier.location, 303)
        return response

    return answer


def forget_answers() -> None:
    """Drop the keys of forms that nobody will send again."""
    with transaction() as session:
        session.execute(delete(Answer).where(Answer.answered_at < now() - KEPT))
