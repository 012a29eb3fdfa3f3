"""How the API answers: described by its views, with an ETag, for scripts of any site, in problems where it cannot."""

import functools
import json
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, current_app, make_response, request, url_for
from pydantic import BaseModel
from spectree import Response as Answers
from spectree import SpecTree
from spectree.plugins.flask_plugin import FlaskPlugin
from werkzeug.wrappers import Response

from consult.access import public
from consult.api.shapes import Nothing, Problem
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_seen_by
from consult.errors import Invalid
from consult.i18n import _
from consult.identifiers import number_in
from consult.limits import limiter
from consult.paging import decode_cursor

ROOT = "/api/v1"
CONSULTATION = "/consultations/<slug>"
View = Callable[..., Any]

blueprint = Blueprint("api", __name__, url_prefix=ROOT)


def _refuse(_request: Any, _answer: Any, fault: Exception | None, _view: Any, _adapter: Any) -> None:
    """What was asked for is said to be wrong in our own words: the same problem as everywhere."""
    if fault is not None:
        names = sorted({str(each["loc"][0]) for each in fault.errors() if each["loc"]})  # type: ignore[attr-defined]
        raise Invalid(_("This cannot be used: %(names)s.", names=", ".join(names)[:200] or "…"))


class AsIs(FlaskPlugin):  # type: ignore[misc]
    """Answers are held against their description by a test, not in each request."""

    def validate_response(self, resp: Any, resp_model: Any, skip_validation: bool, force_resp_serialize: bool) -> Any:
        return super().validate_response(resp, resp_model, True, force_resp_serialize)


spec = SpecTree(
    backend=AsIs, mode="strict", title="Consult", version="1", openapi_version="3.1.0", annotations=False,
    page_templates={},
    description="Everything public, to read. The objects are those of the report. Lists end with `next`, the address "
    "of what follows, or null. What cannot be answered is a problem (RFC 9457).",
    before=_refuse,
)


def resource(path: str, gives: type[BaseModel], asked: type[BaseModel] = Nothing) -> Callable[[View], View]:
    """A described address of the API: what may be asked and what is given stand in its description."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def answer(**place: Any) -> Response:
            wanted = () if asked is Nothing else (request.context.query,)  # type: ignore[attr-defined]
            return _answer(view(*wanted, **place))

        described = spec.validate(
            query=asked, resp=Answers(HTTP_200=gives, HTTP_404=Problem, HTTP_422=Problem, HTTP_429=Problem),
            validation_error_status=422,
        )(answer)
        described.__gives__ = gives
        limited = limiter.limit(lambda: current_app.config["LIMIT_API"])(public(described))
        blueprint.get(path, endpoint=view.__name__)(limited)
        return view

    return mark


def _answer(given: dict[str, Any]) -> Response:
    """In the order of the report's keys, its letters as they are."""
    answer = make_response(json.dumps(given, ensure_ascii=False))
    answer.mimetype = "application/json"
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.after_request
def for_any_site(answer: Response) -> Response:
    """Scripts of other sites may read what is public; they send no cookie, and none would change the answer."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag"
    return answer


def public_consultation(slug: str) -> Consultation:
    """Whoever asks: what is in preparation does not exist here even for its team. Raises NotFound."""
    return consultation_seen_by(None, slug)


def place_in(cursor: str | None, parts: int = 1) -> list[str] | None:
    """The sort values of a cursor. Raises Invalid for a damaged one: a list that began anew would never end."""
    values = decode_cursor(cursor, parts)
    if cursor and values is None:
        raise damaged()
    return values


def numbers_in(cursor: str | None, parts: int = 1) -> list[int] | None:
    """The same where they are numbers."""
    values = place_in(cursor, parts)
    numbers = [number for each in values if (number := number_in(each)) is not None] if values else []
    if values and len(numbers) != parts:
        raise damaged()
    return numbers or None


def damaged() -> Invalid:
    return Invalid(_("This cursor is damaged. Begin without one."))


def listed(items: Sequence[dict[str, Any]], after: str | None) -> dict[str, Any]:
    """A stretch of a list with the address of the next, which asks for the same."""
    following = None
    if after:
        asked: dict[str, Any] = {**request.args.to_dict(), "cursor": after}
        following = url_for(request.endpoint or "", **{**(request.view_args or {}), **asked}, _external=True)
    return {"items": list(items), "next": following}
