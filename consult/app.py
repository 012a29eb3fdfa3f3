"""The roof: joins the rooms, opens their doors, and turns every refusal into a status."""

import math
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, render_template, request, session
from flask_compress import Compress
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    RequestEntityTooLarge,
    TooManyRequests,
    UnsupportedMediaType,
)
from werkzeug.middleware.proxy_fix import ProxyFix

from consult import access, assets, clock, difference, files, headers, i18n, jobs, limits, logs, markup, settings
from consult.accounts import security
from consult.accounts import views as accounts
from consult.accounts.models import Account
from consult.amendments import views as amendments
from consult.api import views as api
from consult.assistance import views as assistance
from consult.campaigns import views as campaigns
from consult.challenges import views as challenges
from consult.challenges.queries import challenges_by_finding, is_overdue, open_issues_of
from consult.coding import sample_views as coding
from consult.comments import views as comments
from consult.consultations import copying, phases, rounds, texts
from consult.consultations import views as consultations
from consult.consultations.models import TeamRole
from consult.consultations.policy import roles_anywhere
from consult.db import db, writing
from consult.drafting import views as drafting
from consult.errors import NotFound, Refusal
from consult.i18n import _
from consult.idempotency import once
from consult.identifiers import name_of
from consult.moderation import views as moderation
from consult.notifications import views as notifications
from consult.notifications.queries import is_following
from consult.opinion import views as opinion
from consult.organisations import views as organisations
from consult.questions import views as questions
from consult.questions.answering import words_of
from consult.questions.copying import copy_questions
from consult.reading import views as reading
from consult.record import views as record
from consult.reports import views as reports
from consult.responses import views as responses
from consult.responses.queries import answers_by_finding
from consult.search import views as search
from consult.signatures import views as signatures
from consult.submissions import taking_part
from consult.submissions import views as submissions
from consult.submissions.passages import texts_reworded
from consult.submissions.queries import received_late
from consult.synthesis import clearance_views as clearance
from consult.synthesis import views as synthesis
from consult.synthesis import wide_views as selection
from consult.synthesis.publishing import next_is_final
from consult.synthesis.remarks import software_drafts_of
from consult.tracing import views as tracing

ROOMS = (
    reading, accounts, organisations, consultations, questions, submissions, taking_part, comments, amendments,
    moderation, coding, synthesis, selection, clearance, challenges, responses, tracing, reports, record, opinion,
    drafting, signatures, assistance, campaigns, notifications, search, api,
)

# Flask-Security's own views wear no mark of ours: these are open to everybody, all others of its are closed.
OPEN_SECURITY_VIEWS = {
    "security.login", "security.logout", "security.register", "security.forgot_password", "security.reset_password",
    "security.send_confirmation", "security.confirm_email",
}
WRITING_SECURITY_VIEWS = OPEN_SECURITY_VIEWS - {"security.login"}

csrf = CSRFProtect()
compress = Compress()


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application with every room joined. `overrides` are settings by the names of config.py."""
    values = settings.load(overrides)
    app = Flask("consult", root_path=str(Path(__file__).parent), template_folder="../templates", static_folder=None)
    app.config.from_mapping(settings.flask_config(values))
    logs.configure()
    settings.data_folder(values).mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    jobs.configure(settings.data_folder(values), app.config["SQLALCHEMY_DATABASE_URI"])
    app.before_request(_admit_files)
    csrf.init_app(app)
    # Mail programs send it without a cookie; the signed token in its address can end letters and nothing else.
    csrf.exempt(notifications.leave)
    compress.init_app(app)
    limits.limiter.init_app(app)
    headers.register(app)
    security.register(app)
    copying.also(copy_questions)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    assets.register(app)
    markup.register(app)
    difference.register(app)
    i18n.register(app)
    _name_words(app)
    _close_doors(app)
    _answer_refusals(app)
    _keep_address(app)
    if values["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=values["PROXIES"], x_proto=values["PROXIES"])  # type: ignore[method-assign]
    return app


def _name_words(app: Flask) -> None:
    """What templates may ask besides what their view gives them."""
    app.jinja_env.globals.update(
        person=access.person,
        menu_of=menu_of,
        session_started=lambda: bool(session) or current_user.is_authenticated,
        new_key=lambda: secrets.token_urlsafe(12),
        phase_of=phases.phase_of,
        timeline=phases.timeline,
        standing_of=rounds.standing_of,
        round_at=rounds.round_at,
        time_changes=rounds.time_changes,
        received_late=received_late,
        later_deadlines=rounds.later_deadlines,
        reworded_by=lambda identifier: texts_reworded([identifier]).get(identifier, ""),
        has_outcome=phases.has_outcome,
        is_final=phases.is_final,
        final_at=phases.final_at,
        challenges_by_finding=challenges_by_finding,
        open_issues_of=open_issues_of,
        answers_by_finding=answers_by_finding,
        next_is_final=next_is_final,
        software_drafts_of=software_drafts_of,
        is_overdue=is_overdue,
        is_following=is_following,
        days_left=lambda moment: max(0, math.ceil((moment - clock.now()) / timedelta(days=1))),
        ngettext=i18n.n_,
        _=i18n._,
        name_of=name_of,
        words_of=words_of,
        texts_of=texts.texts_of,
    )


def menu_of(account: Account) -> list[tuple[str, str, str]]:
    """The main menu's entries for somebody of a team: endpoint, label, name."""
    roles = roles_anywhere(account)
    entries = []
    if roles & {TeamRole.MANAGER, TeamRole.MODERATOR}:
        entries += [("moderation.queue", _("Queue"), "moderation"), ("synthesis.desks", _("Desk"), "synthesis")]
    if TeamRole.MANAGER in roles or account.is_administrator:
        entries.append(("consultations.mine", _("Manage"), "consultations_mine"))
    return entries


def _keep_address(app: Flask) -> None:
    """Every whole address we write begins with our own, whatever host a request names."""
    own, inner = urlsplit(app.config["URL"]), app.wsgi_app

    def serve(environ: dict[str, Any], start_response: Any) -> Any:
        return inner({**environ, "HTTP_HOST": own.netloc, "wsgi.url_scheme": own.scheme}, start_response)

    app.wsgi_app = serve  # type: ignore[method-assign]


def _close_doors(app: Flask) -> None:
    """Deny by default, and let every act of a form happen once."""
    for endpoint, view in list(app.view_functions.items()):
        if not endpoint.startswith("security."):
            wrapped = once(view)
            wrapped.__door__ = access.door_of(view)  # type: ignore[attr-defined]
            app.view_functions[endpoint] = wrapped
    app.before_request(_refuse_oddities)
    app.before_request(_check_door)
    app.before_request(_take_files)
    app.before_request(_hold_write_lock)


def _admit_files() -> None:
    """Files are larger than forms; only where files are taken may a request be so, and before anything reads it."""
    if access.takes_files(current_app.view_functions.get(request.endpoint or "")):
        request.max_content_length = current_app.config["MAX_REQUEST"] + current_app.config["FILE_SIZE"]


def _take_files() -> None:
    """Opened and cleaned before the write lock is taken: everybody else would wait for it."""
    if request.method == "POST" and access.takes_files(current_app.view_functions.get(request.endpoint or "")):
        files.take_sent()


def _refuse_oddities() -> None:
    """What no page of ours sends, and no database of ours takes."""
    if request.is_json:
        raise UnsupportedMediaType(_("Send this as a form."))
    if "\0" in request.path:
        raise NotFound(_("There is no such page."))


def _check_door() -> Response | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in OPEN_SECURITY_VIEWS:
        return None
    door = access.door_of(current_app.view_functions[endpoint])
    if door is access.Door.PUBLIC:
        return None
    if door is access.Door.DEVELOPMENT and current_app.config["DEVELOPMENT"]:
        return None
    if door in (access.Door.SIGNED_IN, access.Door.TEAM):
        if current_user.is_authenticated:
            return None
        if _typed():
            return refused(401, _("You are signed out, so this was not sent. Sign in, and send it again."))
        return make_response(current_app.login_manager.unauthorized())  # type: ignore[attr-defined]
    if door is access.Door.ADMINISTRATOR and current_user.is_authenticated and current_user.is_administrator:
        return None
    raise NotFound(_("There is no such page."))


def _hold_write_lock() -> None:
    """Flask-Security reads before it writes; on SQLite its transaction must be a writing one from the start."""
    is_form = request.method == "POST" and request.endpoint in WRITING_SECURITY_VIEWS
    if is_form or request.endpoint == "security.confirm_email":
        g.lock = writing()
        g.lock.__enter__()


def _answer_refusals(app: Flask) -> None:
    app.register_error_handler(Refusal, lambda refusal: refused(refusal.status, refusal.message))
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(IntegrityError, _answer_race)
    app.register_error_handler(DataError, _answer_unstorable)
    app.register_error_handler(OperationalError, _answer_full)
    app.register_error_handler(OSError, _answer_full)
    app.register_error_handler(Exception, _answer_fault)
    app.teardown_request(_release_lock)


def _release_lock(_fault: BaseException | None) -> None:
    lock = g.pop("lock", None)
    if lock is not None:
        lock.__exit__(None, None, None)


def refused(status: int, message: str) -> Response:
    """One clear sentence, as a page or, where JSON was asked for, as a problem (RFC 9457)."""
    asked_for = request.accept_mimetypes.best_match(["text/html", "application/json"])
    if request.path.startswith("/api/") or asked_for == "application/json":
        answer = make_response({"type": "about:blank", "title": message, "status": status}, status)
        answer.mimetype = "application/problem+json"
        return answer
    return make_response(render_template("refusal.html", status=status, message=message, typed=_typed()), status)


def _typed() -> list[str]:
    """What a person wrote in a form that was refused, for them to copy: a page that is not kept forgets it."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [
        words for name, words in fields
        if "password" not in name and any(letter.isspace() or not letter.isascii() for letter in words.strip())
    ]


def _answer_http(fault: HTTPException) -> Response:
    if fault.response is not None:
        return make_response(fault.response)
    status = fault.code or 500
    messages = {
        404: _("There is no such page. It may have moved, or it is not public yet."),
        413: _("This is too large to be sent. Shorten it and try again."),
        429: _("That was too often. Wait a few minutes and try again."),
    }
    if isinstance(fault, CSRFError):
        messages[400] = _(
            "This page had been open too long, or was sent from elsewhere. Go back, reload it and send again."
        )
    answer = refused(status, messages.get(status, fault.description or fault.name))
    if isinstance(fault, MethodNotAllowed) and fault.valid_methods:
        answer.headers["Allow"] = ", ".join(fault.valid_methods)
    if isinstance(fault, TooManyRequests | RequestEntityTooLarge):
        answer.headers["Retry-After"] = "300"
    return answer


def _answer_full(fault: Exception) -> Response:
    """A full disk or a locked or missing database: nothing was done, and trying again may help."""
    db.session.rollback()
    logs.log().error("storage refused", fault=type(fault).__name__, detail=str(getattr(fault, "orig", fault))[:200])
    said = _("Nothing was saved: the site cannot store anything just now. Keep your text, and try again soon.")
    answer = make_response("\n\n".join([said, *_typed()]), 503)
    answer.mimetype = "text/plain"
    answer.headers["Retry-After"] = "30"
    return answer


def _answer_race(fault: Exception) -> Response:
    """Two people made the same thing at the same moment, and the other was first."""
    db.session.rollback()
    logs.log().warning("race lost", endpoint=request.endpoint, fault=type(fault).__name__)
    return refused(409, _("Somebody did the same at the same moment. Nothing was changed by you: look, and try again."))


def _answer_unstorable(fault: Exception) -> Response:
    db.session.rollback()
    logs.log().warning("unstorable", endpoint=request.endpoint, fault=type(fault).__name__)
    return refused(422, _("This holds something that cannot be stored. Nothing was changed."))


def _answer_fault(fault: Exception) -> Response:
    if current_app.testing:
        raise fault
    db.session.rollback()
    logs.log().error("fault", endpoint=request.endpoint, exc_info=fault)
    return refused(500, _("Something went wrong on our side; nothing was changed. It has been logged."))
