"""Flask-Security as we use it: restyled, its letters queued, its sessions ended on the server's side."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, render_template, session
from flask_limiter.util import get_remote_address
from flask_login import user_logged_in, user_logged_out
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore
from flask_security.forms import LoginForm, RegisterFormV2
from sqlalchemy import delete, select, update
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from consult.accounts.models import Account, Role, SignIn
from consult.clock import now
from consult.db import db, transaction
from consult.forms import normalised
from consult.i18n import _l, in_language, interface_language, known, readdressed
from consult.limits import address_and_email, limiter
from consult.mail import write

COOKIE_FIELD = "sign_in"
IDLE = timedelta(days=14)
NOTICED = timedelta(minutes=10)
LINKS = ("confirmation_link", "reset_link")
SUBJECTS = {
    "security/email/welcome": _l("Confirm your e-mail address"),
    "security/email/welcome_existing": _l("You have an account already"),
    "security/email/confirmation_instructions": _l("Confirm your e-mail address"),
    "security/email/reset_instructions": _l("Choose a new password"),
    "security/email/reset_notice": _l("Your password was changed"),
}


class QueuedMail(MailUtil):  # type: ignore[misc]
    """Letters join the transaction of the act they belong to, and are in the language of the account."""

    def send_mail(
        self, template: str, subject: str, recipient: str, sender: Any, body: str, html: str | None, **context: Any
    ) -> None:
        language = known(context["user"].language)
        links = {name: readdressed(value, language) for name, value in context.items() if name in LINKS and value}
        with in_language(language):
            text = render_template(f"{template}.txt", **{**context, **links})
            write(recipient, str(SUBJECTS[template]), text, holds_key=True)


class RegisterForm(RegisterFormV2):  # type: ignore[misc]
    name = StringField(_l("Your name"), filters=[normalised], validators=[InputRequired(), Length(max=200)])

    def to_dict(self, only_user: bool) -> dict[str, Any]:
        """An account is written to in the language it was made in, until its profile says another."""
        return {**super().to_dict(only_user), "language": interface_language()}


class SignInForm(LoginForm):  # type: ignore[misc]
    """A sign-in lasts as long as the server's row of it, so there is nothing to remember."""

    remember = None


def register(app: Flask) -> None:
    settings = app.config
    app.config.update(
        SECURITY_PASSWORD_SALT=hashlib.sha256(b"password salt" + str(settings["SECRET_KEY"]).encode()).hexdigest(),
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={
            "argon2__memory_cost": settings["PASSWORD_MEMORY"],
            "argon2__rounds": settings["PASSWORD_ROUNDS"],
            "argon2__parallelism": 1,
        },
        SECURITY_PASSWORD_LENGTH_MIN=10,
        SECURITY_PASSWORD_CONFIRM_REQUIRED=False,
        SECURITY_USE_REGISTER_V2=True,
        SECURITY_REGISTERABLE=True,
        SECURITY_CONFIRMABLE=True,
        SECURITY_RECOVERABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_AUTO_LOGIN_AFTER_CONFIRM=False,
        SECURITY_AUTO_LOGIN_AFTER_RESET=False,
        SECURITY_POST_CONFIRM_VIEW="security.login",
        SECURITY_POST_LOGIN_VIEW="submissions.account",
        SECURITY_POST_LOGOUT_VIEW="reading.home",
        SECURITY_POST_REGISTER_VIEW="accounts.registered",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_SEND_REGISTER_EMAIL=True,
        SECURITY_EMAIL_SENDER=settings["MAIL_SENDER"],
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_EMAIL_HTML=False,
        SECURITY_CONFIRM_EMAIL_WITHIN="7 days",
        SECURITY_RESET_PASSWORD_WITHIN="2 days",
        SECURITY_RESET_URL="/recover",
        SECURITY_CONFIRM_URL="/confirm",
        SECURITY_LOGIN_USER_TEMPLATE="accounts/sign_in.html",
        SECURITY_REGISTER_USER_TEMPLATE="accounts/register.html",
        SECURITY_FORGOT_PASSWORD_TEMPLATE="accounts/recover.html",
        SECURITY_RESET_PASSWORD_TEMPLATE="accounts/new_password.html",
        SECURITY_SEND_CONFIRMATION_TEMPLATE="accounts/resend_confirmation.html",
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_FLASH_MESSAGES=True,
        SECURITY_URL_PREFIX=None,
    )
    datastore = SQLAlchemyUserDatastore(db, Account, Role)
    Security(app, datastore, register_form=RegisterForm, login_form=SignInForm, mail_util_cls=QueuedMail)
    app.login_manager.user_loader(_account_of_cookie)  # type: ignore[attr-defined]
    # Flask-Security also takes tokens, which would outlive signing out. We give none.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    for endpoint, setting in (
        ("security.login", "LIMIT_SIGN_IN"),
        ("security.register", "LIMIT_REGISTER"),
        ("security.forgot_password", "LIMIT_REGISTER"),
        ("security.send_confirmation", "LIMIT_REGISTER"),
    ):
        view = app.view_functions[endpoint]
        key = address_and_email if endpoint == "security.login" else get_remote_address
        app.view_functions[endpoint] = limiter.limit(settings[setting], key_func=key, methods=["POST"])(view)
    login = app.view_functions["security.login"]
    app.view_functions["security.login"] = limiter.limit(
        settings["LIMIT_SIGN_IN_ADDRESS"], key_func=get_remote_address, methods=["POST"]
    )(login)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _account_of_cookie(uniquifier: str) -> Account | None:
    """The account, while the cookie's sign-in exists, was used lately and is this account's."""
    row = db.session.execute(
        select(SignIn.seen_at, Account)
        .join(Account, Account.id == SignIn.account_id)
        .where(SignIn.token_hash == hash_token(session.get(COOKIE_FIELD, "")), Account.fs_uniquifier == uniquifier)
    ).one_or_none()
    if row is None or not row.Account.active or row.seen_at < now() - IDLE:
        return None
    if row.seen_at < now() - NOTICED:
        _notice(row.Account.id)
    return row.Account  # type: ignore[no-any-return]


def _notice(account_id: int) -> None:
    with transaction() as act:
        act.execute(
            update(SignIn).where(SignIn.token_hash == hash_token(session.get(COOKIE_FIELD, ""))).values(seen_at=now())
        )


def _begin(_app: Flask, user: Account) -> None:
    token = secrets.token_urlsafe(32)
    session[COOKIE_FIELD] = token
    account_id = user.id
    with transaction() as act:
        act.execute(delete(SignIn).where(SignIn.account_id == account_id, SignIn.seen_at < now() - IDLE))
        act.add(SignIn(token_hash=hash_token(token), account_id=account_id))


def _end(_app: Flask, user: Account) -> None:
    token = session.pop(COOKIE_FIELD, None)
    if token:
        with transaction() as act:
            act.execute(delete(SignIn).where(SignIn.token_hash == hash_token(token)))
