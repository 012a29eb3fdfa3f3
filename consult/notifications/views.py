"""Doors of what people follow, how they are written to, what was sent to them, and the link that ends letters."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from consult import mail
from consult.access import own_path, person, public, signed_in
from consult.accounts.models import Account
from consult.errors import Invalid, NotFound
from consult.i18n import _, _l
from consult.notifications import actions
from consult.notifications.models import Followed, How, Kind
from consult.notifications.queries import (
    followed_by,
    letter_to,
    letters_to,
    pause_of,
    thing_seen_by,
    ways_of,
)
from consult.notifications.unsubscribing import named_by

blueprint = Blueprint("notifications", __name__)

KINDS = {
    Kind.REPLY: _l("Replies to you, and comments on positions you wrote or follow"),
    Kind.POSITION: _l("New positions in what you follow"),
    Kind.DATES: _l("Dates: opening, closing soon, more time, a pause"),
    Kind.GOALS: _l("New versions of goals"),
    Kind.OUTCOME: _l("The outcome, and what became of your contributions"),
    Kind.CHALLENGE: _l("Challenges: replies to yours; for a team, those that come"),
    Kind.RESPONSE: _l("What the institution answers, and what becomes of its promises"),
}
WAYS = {How.AT_ONCE: _l("At once"), How.DAILY: _l("Daily"), How.WEEKLY: _l("Weekly"), How.NEVER: _l("Never")}


@blueprint.route("/account/notifications", methods=["GET", "POST"])
@signed_in
def settings() -> str | Response:
    account = person()
    if request.method == "POST":
        actions.prefer({kind: _way(request.form.get(kind.value, "")) for kind in Kind if kind.value in request.form},
                       account)
        flash(_("Saved."), "done")
        return redirect(url_for(".settings"), 303)
    return render_template(
        "notifications/settings.html", kinds=KINDS, ways=WAYS, chosen=ways_of(account), followed=followed_by(account),
        pause=pause_of(account),
    )


def _way(said: str) -> How:
    try:
        return How(said)
    except ValueError:
        raise Invalid(_("Choose one of the ways that are shown.")) from None


@blueprint.get("/account/letters")
@signed_in
def letters() -> str:
    """A page of all that was sent to me."""
    return render_template(
        "notifications/letters.html", page=letters_to(person(), request.args.get("after")),
        after=request.args.get("after"),
    )


@blueprint.get("/account/letters/<name>")
@signed_in
def letter(name: str) -> str:
    return render_template("notifications/letter.html", letter=letter_to(person(), name))


@blueprint.post("/account/letters/resumption")
@signed_in
def resume() -> Response:
    mail.resume(person().email)
    flash(_("We write to you again."), "done")
    return redirect(url_for(".settings"), 303)


@blueprint.post("/following/<followed>/<name>")
@signed_in
def follow(followed: str, name: str) -> Response:
    return _change(actions.follow, followed, name, _("You follow it now."))


@blueprint.post("/following/<followed>/<name>/removal")
@signed_in
def unfollow(followed: str, name: str) -> Response:
    return _change(actions.unfollow, followed, name, _("You follow it no more."))


def _change(act: Callable[[Followed, int, Account], None], followed: str, name: str, said: str) -> Response:
    if followed not in list(Followed):
        raise NotFound(_("There is no such page."))
    kind = Followed(followed)
    act(kind, thing_seen_by(person(), kind, name).id, person())
    flash(said, "done")
    return redirect(own_path(request.form.get("next", "")) or url_for(".settings"), 303)


@blueprint.get("/unsubscribe/<token>")
@public
def leaving(token: str) -> str:
    """Reading it does nothing: programs that look into letters follow every link."""
    return _leaving(named_by(token, current_app.config["SECRET_KEY"])[1], token, is_done=False)


@blueprint.post("/unsubscribe/<token>")
@public
def leave(token: str) -> str:
    """By a person or their mail program, who bring no cookie: the token alone says what is to be done."""
    account, kinds = named_by(token, current_app.config["SECRET_KEY"])
    actions.unsubscribe(account, kinds)
    return _leaving(kinds, token, is_done=True)


def _leaving(kinds: list[Kind], token: str, *, is_done: bool) -> str:
    return render_template(
        "notifications/leaving.html", kinds=[KINDS[kind] for kind in kinds], token=token, is_done=is_done
    )
