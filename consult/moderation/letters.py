"""What authors are told. No letter names the moderator."""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager

from consult.contributions.models import Contribution, Kind, State, Version
from consult.i18n import _, _l, in_language, known, prefix
from consult.mail import write
from consult.moderation.models import Act, ModerationDecision, Reason
from consult.text import normalise, shorten

RULES = {
    Reason.PERSONAL_DATA: _l("Personal data of somebody else"),
    Reason.INSULT_OR_THREAT: _l("Insult or threat"),
    Reason.HATRED: _l("Hatred against a group"),
    Reason.ADVERTISING: _l("Advertising"),
    Reason.OFF_TOPIC: _l("About something else"),
    Reason.REPEATED: _l("Sent more than once by the same person"),
    Reason.ILLEGAL: _l("Against the law"),
    Reason.IMPERSONATION: _l("In the name of somebody else"),
    Reason.OTHER: _l("Other, said in words"),
}
# What an author is told where the moderator says nothing of their own.
STANDARD_WORDS = {
    Reason.PERSONAL_DATA: _l(
        "It names somebody else, or says how to find them, who has not agreed to that. Please leave such details out."
    ),
    Reason.INSULT_OR_THREAT: _l(
        "It insults or threatens somebody. You are free to disagree; please say so without attacking the person."
    ),
    Reason.HATRED: _l("It speaks with hatred of people for what they are. That has no place here."),
    Reason.ADVERTISING: _l("It advertises something. This consultation is no place to sell or promote."),
    Reason.OFF_TOPIC: _l(
        "It is about something else than this consultation asks. What you say on its goals is welcome."
    ),
    Reason.REPEATED: _l("You have sent the same before. It is counted once, and what you sent first stands."),
    Reason.ILLEGAL: _l("We believe that publishing it would be against the law."),
    Reason.IMPERSONATION: _l("It is written in the name of somebody who, as far as we can tell, did not write it."),
}
_TITLE = 80


Tell = Callable[[Contribution, Version, ModerationDecision, str], None]


def _in_their_language(tell: Tell) -> Tell:
    """An author reads a letter in the language chosen for letters, not in the moderator's."""

    @functools.wraps(tell)
    def told(contribution: Contribution, version: Version, decision: ModerationDecision, base_url: str) -> None:
        with _language_of_author(contribution):
            tell(contribution, version, decision, base_url)

    return told


def words_to_send(contribution: Contribution, reason: Reason | None, words: str) -> str:
    """The moderator's own, else the standard words for the reason, in the author's language."""
    standard = STANDARD_WORDS.get(reason) if reason else None
    if standard is None or (words and words != normalise(str(standard))):
        return words
    with _language_of_author(contribution):
        return str(standard)


@_in_their_language
def tell_author(contribution: Contribution, version: Version, decision: ModerationDecision, base_url: str) -> None:
    """Owe the author a letter about a decision that takes something away or gives it back."""
    if decision.act is Act.PUBLISH:
        return
    told = {
        Act.WITHHOLD: _(
            "A moderator has withheld it. It stays counted, and its words are not shown to the public."
        ),
        Act.REDACT: _(
            "A moderator has covered some of its words. They are shown as black bars; everything else you said stands."
        ),
        Act.RESTORE: _("A moderator has looked at it again. What had been withheld or covered is public now."),
    }[decision.act]
    subject = {
        Act.WITHHOLD: _("Your contribution was withheld"),
        Act.REDACT: _("Some words of your contribution were covered"),
        Act.RESTORE: _("Your contribution is public"),
    }[decision.act]
    parts = [told]
    if decision.reason not in (None, Reason.OTHER):
        parts.append(_("The rule: %(rule)s.", rule=RULES[decision.reason]))
    if decision.words:
        parts.append(_("The moderator’s words:") + "\n\n" + _indented(decision.words))
    if decision.act is not Act.RESTORE:
        parts.append(_objection(contribution))
    _send(contribution, version, subject, parts, base_url)


@_in_their_language
def tell_author_it_is_undone(
    contribution: Contribution, version: Version, decision: ModerationDecision, base_url: str
) -> None:
    """Owe the author of whom a letter spoke the news that it no longer holds."""
    if decision.act is Act.PUBLISH:
        return
    stands = {
        State.WAITING: _("It waits for review again."),
        State.PUBLISHED: _("It is published, as it was before."),
        State.WITHHELD: _("It is withheld, as it was before."),
        State.WITHDRAWN: _("It is withdrawn."),
    }[contribution.state]
    told = _("The moderator has taken back the decision of which our last letter told you.")
    _send(contribution, version, _("A decision on your contribution was taken back"), [f"{told} {stands}"], base_url)


def _language_of_author(contribution: Contribution) -> AbstractContextManager[None]:
    account = contribution.stakeholder.account
    return in_language(known(account.language if account else ""))


def _objection(contribution: Contribution) -> str:
    text = _(
        "You may answer this, ask what it means, or object to it within six months. Somebody other than the moderator "
        "who decided will read it."
    )
    contact = contribution.consultation.contact
    return text + " " + (
        _("Write to %(contact)s and give the address below.", contact=contact) if contact
        else _("Write to the address at the foot of every page and give the address below.")
    )


def _send(contribution: Contribution, version: Version, subject: str, parts: list[str], base_url: str) -> None:
    account = contribution.stakeholder.account
    if account is None:
        return
    what = {
        Kind.COMMENT: _("your comment"), Kind.POSITION: _("your position"), Kind.ANSWER: _("your answer"),
    }[contribution.kind]
    about = _(
        "This is about %(what)s in the consultation “%(consultation)s”:",
        what=what, consultation=contribution.consultation.title,
    )
    door = "positions" if contribution.kind is Kind.POSITION else "contributions"
    words = _indented(shorten(" ".join((version.claim or version.body or version.wording).split()), _TITLE))
    address = f"{base_url.rstrip('/')}{prefix(account.language)}/{door}/{contribution.name}"
    write(account.email, subject, "\n\n".join([_("Hello,"), about, words, *parts, address]) + "\n")


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
