"""The base of every form that writes: a CSRF token and an idempotency key in each."""

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import HiddenField

from consult.clock import now
from consult.text import normalise


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="opened")


def opened_now() -> str:
    """This second, signed."""
    signed: str | bytes = _signer().dumps(int(now().timestamp()))
    return signed if isinstance(signed, str) else signed.decode()


class Form(FlaskForm):  # type: ignore[misc]
    """What was typed comes back with the errors beside the fields, and the answer's status says that it did not do."""

    idempotency_key = HiddenField(default=lambda: secrets.token_urlsafe(12))
    # When the page was made, by our clock and under our signature: a deadline may depend on it.
    opened = HiddenField(default=lambda: opened_now())

    @property
    def status(self) -> int:
        return 422 if self.errors else 200

    @property
    def opened_at(self) -> datetime | None:
        """When the page this was typed in was opened; None where that cannot be believed."""
        try:
            return datetime.fromtimestamp(_signer().loads(self.opened.data or ""), UTC)
        except (BadSignature, TypeError, ValueError, OverflowError):
            return None

    @property
    def shown_errors(self) -> list[tuple[str, str]]:
        """Field id and message, in the order of the page; for the summary."""
        return [(self[name].id, str(message)) for name, messages in self.errors.items() if name for message in messages]

    def refuse(self, field: str, message: str) -> None:
        """Put an action's refusal beside the field it belongs to."""
        self[field].errors = [*self[field].errors, message]


def normalised(value: Any) -> Any:
    """A filter: people's text as it will be stored, so that lengths are measured on that."""
    return normalise(value) if isinstance(value, str) else value
