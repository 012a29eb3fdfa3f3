"""What people are told, one function a letter. No letter names a moderator, or who flagged."""

from contextlib import AbstractContextManager

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.contributions.models import Contribution, Kind, State, Version
from consult.i18n import _, in_language, known
from consult.moderation.models import Act, Appeal, AppealOutcome, Flag, FlagOutcome, ModerationDecision, Reason
from consult.moderation.policy import ADVERSE
from consult.moderation.posting import Link, Part, Quote, address, first_words, post, what_it_is_about
from consult.moderation.statements import told_in_words
from consult.moderation.wording import FLAG_REASONS, RULES, STANDARD_WORDS
from consult.text import normalise


def words_to_send(contribution: Contribution, reason: Reason | None, words: str) -> str:
    """The moderator's own, else the standard words for the reason, in the author's language."""
    standard = STANDARD_WORDS.get(reason) if reason else None
    if standard is None or (words and words != normalise(str(standard))):
        return words
    with _language_of_author(contribution):
        return str(standard)


def tell_author(contribution: Contribution, version: Version, decision: ModerationDecision, base_url: str) -> None:
    """About a decision that asks, takes something away, or gives it back."""
    account = contribution.stakeholder.account
    if account is None or decision.act is Act.PUBLISH:
        return
    with _language_of_author(contribution):
        subject = {
            Act.ASK: _("A question about your contribution"),
            Act.WITHHOLD: _("Your contribution was withheld"),
            Act.REDACT: _("Some words of your contribution were covered"),
            Act.RESTORE: _("Your contribution is public"),
        }[decision.act]
        parts = [*what_it_is_about(contribution, version), *_what_was_decided(contribution, decision)]
        if decision.act in ADVERSE:
            parts += _statement(decision)
        post(account.email, subject, [*parts, *_doors(contribution, decision, base_url)])


def _what_was_decided(contribution: Contribution, decision: ModerationDecision) -> list[Part]:
    asked = (
        _("A moderator asks you something about it. It goes on being public meanwhile.")
        if contribution.state is State.PUBLISHED and not contribution.waits
        else _("A moderator asks you something about it. It waits meanwhile, and keeps its place and its time.")
    )
    told: list[Part] = [{
        Act.ASK: asked,
        Act.WITHHOLD: _("A moderator has withheld it. It stays counted, and its words are not shown to the public."),
        Act.REDACT: _(
            "A moderator has covered some of its words. They are shown as black bars; everything else you said stands."
        ),
        Act.RESTORE: _("A moderator has looked at it again. What had been withheld or covered is public now."),
    }[decision.act]]
    if decision.reason not in (None, Reason.OTHER):
        told.append(_("The rule: %(rule)s.", rule=RULES[decision.reason]))
    if decision.legal_ground:
        told += [_("The law we rely on:"), Quote(decision.legal_ground)]
    if decision.words:
        told += [_("The moderator’s words:"), Quote(decision.words)]
    return told


def _statement(decision: ModerationDecision) -> list[Part]:
    """What a person is owed besides the reason (DSA, article 17): how it was noticed, who decided, what they can do."""
    return [
        " ".join(told_in_words(decision)[1:]),
        _("You may answer, or object within six months, free of charge. Somebody other than the moderator who decided "
          "will read it. You also remain free to go to a court."),
    ]


def _doors(contribution: Contribution, decision: ModerationDecision, base_url: str) -> list[Part]:
    own = address(base_url, f"/contributions/{contribution.name}/moderation")
    door = "positions" if contribution.kind is Kind.POSITION else "contributions"
    links: list[Part] = [Link(_("Where it stands:"), address(base_url, f"/{door}/{contribution.name}"))]
    if decision.act is Act.ASK:
        links.insert(0, Link(_("Answer here, in words or with a new version:"), own))
    elif decision.act in ADVERSE:
        links.insert(0, Link(_("Read the decision again, or object to it:"), own))
    contact = contribution.consultation.contact
    return [*links, _("Questions? Write to %(contact)s.", contact=contact)] if contact else links


def tell_author_it_is_undone(
    contribution: Contribution, version: Version, decision: ModerationDecision, base_url: str
) -> None:
    """To the author of whom a letter spoke: it no longer holds."""
    account = contribution.stakeholder.account
    if account is None or decision.act is Act.PUBLISH:
        return
    with _language_of_author(contribution):
        stands = {
            State.WAITING: _("It waits for review again."),
            State.PUBLISHED: _("It is published, as it was before."),
            State.WITHHELD: _("It is withheld, as it was before."),
            State.WITHDRAWN: _("It is withdrawn."),
        }[contribution.state]
        told = _("The moderator has taken back the decision of which our last letter told you.")
        door = "positions" if contribution.kind is Kind.POSITION else "contributions"
        post(account.email, _("A decision on your contribution was taken back"), [
            *what_it_is_about(contribution, version), f"{told} {stands}",
            Link(_("Where it stands:"), address(base_url, f"/{door}/{contribution.name}")),
        ])


def tell_notifier_it_came(flag: Flag, base_url: str) -> None:
    """The receipt of a flag or notice."""
    with in_language(known(flag.language)):
        _tell_notifier(flag, _("We have received your notice"), [
            _("Thank you. A person will look at it, and you will be told what comes of it."),
        ], base_url)


def tell_notifier(flag: Flag, base_url: str) -> None:
    """What became of a flag or notice."""
    acted = flag.outcome is FlagOutcome.ACTED
    with in_language(known(flag.language)):
        told: list[Part] = [
            _("A moderator has read it and agrees that something had to be done. It is done.") if acted else
            _("A moderator has read it and found that it may stand. Nothing was changed."),
            _("A person decided this; no software did."),
        ]
        if flag.answer:
            told += [_("The moderator’s words:"), Quote(flag.answer)]
        if not acted:
            told.append(_("You may object within six months, free of charge, at the address below. Somebody other "
                          "than the moderator who decided will read it."))
        _tell_notifier(flag, _("What became of your notice"), told, base_url)


def _tell_notifier(flag: Flag, subject: str, told: list[Part], base_url: str) -> None:
    email = flag.account.email if flag.account else flag.email
    if not email:
        return
    about = _("You told us about a contribution to the consultation “%(title)s”: %(reason)s.",
              title=flag.contribution.consultation.title, reason=FLAG_REASONS[flag.reason])
    post(email, subject, [about, *told, Link(_("Your notice:"), address(base_url, f"/notices/{flag.token}"))])


def tell_appellant(appeal: Appeal, base_url: str) -> None:
    """What became of an appeal, to whoever made it."""
    email, language, path = _appellant(appeal)
    if not email:
        return
    with in_language(known(language)):
        reversed_ = appeal.outcome is AppealOutcome.REVERSED
        told: list[Part] = [
            _("Your objection was right: the decision is reversed. What it took away is given back everywhere, in "
              "the numbers too.") if reversed_ and appeal.decision_id else
            _("Your objection was right: the contribution is no longer shown.") if reversed_ else
            _("Your objection was read by somebody who had not decided before. The decision stands."),
        ]
        if appeal.answer:
            told += [_("Their words:"), Quote(appeal.answer)]
        if not reversed_:
            told.append(_("You remain free to go to a court."))
        post(email, _("What became of your objection"), [
            _("You objected to a decision in the consultation “%(title)s”.",
              title=appeal.contribution.consultation.title), Quote(first_words(appeal.words)), *told,
            Link(_("Read it there:"), address(base_url, path)),
        ])


def _appellant(appeal: Appeal) -> tuple[str, str, str]:
    """The address, the language, and the page of whoever appeals."""
    if appeal.flag is not None:
        account = appeal.flag.account
        email = account.email if account else appeal.flag.email
        return email, account.language if account else appeal.flag.language, f"/notices/{appeal.flag.token}"
    account = appeal.contribution.stakeholder.account
    path = f"/contributions/{appeal.contribution.name}/moderation"
    return (account.email, account.language, path) if account else ("", "", path)


def tell_that_nobody_can_judge(account: Account, consultation: Consultation, base_url: str) -> None:
    """To managers and administrators: an appeal waits, and the team has nobody who may judge it."""
    with in_language(known(account.language)):
        post(account.email, _("An appeal waits, and nobody may judge it"), [
            _("In the consultation “%(title)s” somebody objects to a decision. Nobody judges an appeal against their "
              "own decision, and its team has nobody else. Please add somebody to the team.",
              title=consultation.title),
            Link(_("The team:"), address(base_url, f"/consultations/{consultation.slug}/manage#team")),
        ])


def _language_of_author(contribution: Contribution) -> AbstractContextManager[None]:
    account = contribution.stakeholder.account
    return in_language(known(account.language if account else ""))
