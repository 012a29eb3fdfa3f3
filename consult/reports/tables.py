"""The outline as tables for a spreadsheet: one for each kind of thing, with typed cells and the names of the JSON."""

from collections.abc import Iterator

from consult.i18n import _
from consult.reports import aftermath, handling
from consult.reports.outline import Outline
from consult.reports.sheet import Row, Table


def tables(report: Outline) -> list[Table]:
    """Those without a row are left out, but for the numbers and the contributions."""
    every = [
        Table(_("Numbers"), _("The figures that stand on the pages, in all and by each dimension."), (
            "dimension", "key", "of", "received", "published", "withheld", "withheld_by_author", "withdrawn", "waiting",
        ), list(_numbers(report["numbers"]))),
        Table(_("Who takes part"), _("Published positions by stakeholder group and region."), (
            "group", "region", "positions",
        ), [
            (group, region, number) for group, row in report["participation"]["by_group_and_region"].items()
            for region, number in row.items()
        ]),
        Table(_("Over time"), _("Published positions by the day they were received."), ("start", "end", "positions"), [
            (each["start"], each["end"], each["positions"]) for each in report["participation"]["over_time"]
        ]),
        _organisations(report),
        *_goals(report), *_outcome(report), *_questions(report), *_votes(report), *_method(report),
        *aftermath.tables(report), *handling.tables(report),
        *_contributions(report), *_time(report),
    ]
    needed = (_("Numbers"), _("Contributions"))
    return [each for each in every if each.rows or each.title in needed]


def _numbers(block: Outline) -> Iterator[Row]:
    parts = ("received", "published", "withheld", "withheld_by_author", "withdrawn", "waiting")
    kinds = ("submissions", "positions", "comments", "answers")
    for kind in kinds:
        yield ("all", "", kind, *(block[kind][part] for part in parts))
    for dimension, every in block.items():
        if dimension.startswith("by_"):
            for key, found in every.items():
                for kind in kinds:
                    if kind in found:
                        yield (dimension, key, kind, *(found[kind].get(part) for part in parts))


def _organisations(report: Outline) -> Table:
    columns = (
        "id", "name", "kind", "country", "register_number", "website", "size", "verification", "contributions",
        "signatures",
    )
    return Table(_("Organisations"), _("Organisations that took part under their names."), columns, [
        tuple(each[column] for column in columns) for each in report["organisations"]
    ])


def _goals(report: Outline) -> Iterator[Table]:
    topics = report["topics"]
    yield Table(_("Goals"), _("Each goal as it stands, and how much of what was said on it is dealt with."), (
        "slug", "number", "title", "summary", "version", "coverage",
    ), [
        (each["slug"], int(each["number"]), each["title"], each["summary"], each["version"], each["coverage"]["all"])
        for each in topics
    ])
    yield Table(_("Passages"), _("The text of each goal, passage by passage."), ("topic", "number", "text"), [
        (topic["slug"], each["number"], each["text"]) for topic in topics for each in topic["passages"]
    ])
    yield Table(_("Versions of goals"), _("What changed in each version of a goal."), (
        "topic", "version", "changelog", "published_at",
    ), [
        (topic["slug"], each["version"], each["changelog"], each["published_at"])
        for topic in topics for each in topic["versions"]
    ])
    yield Table(_("Proposed wordings"), _("Wordings proposed for passages, and whether each was taken up."), (
        "topic", "contribution", "number", "passages", "replaces", "wording", "language", "taken_up", "reason",
    ), [
        (
            topic["slug"], each["contribution"], each["number"], ";".join(each["passages"]), each["replaces"],
            each["wording"], each["language"],
            ";".join(f"{said['version']}={said['taken_up']}" for said in each["taken_up"]),
            "\n".join(said["reason"] for said in each["taken_up"] if said["reason"]),
        )
        for topic in topics for each in topic["proposals"]
    ])


def _found(report: Outline) -> Iterator[tuple[str, str, Outline]]:
    """Every finding with the goal it is on, and for a minority view the finding it stands beside."""
    places = [("", report["findings"]), *((topic["slug"], topic["findings"]) for topic in report["topics"])]
    for topic, findings in places:
        for finding in findings:
            yield topic, "", finding
            for view in finding["minority_views"]:
                yield topic, finding["id"], view


def _outcome(report: Outline) -> Iterator[Table]:
    yield Table(_("Findings"), _("What the summary says, and the support for it."), (
        "id", "number", "topic", "minority_view_of", "version", "state", "text", "designation", "proposed_designation",
        "designation_reason", "raw", "unique", "equal_weight", "published", "groups",
        "campaigns",
    ), [
        (
            each["id"], each["number"], topic, beside, each["version"], each["state"], each["text"],
            each["designation"], each["proposed_designation"], each["designation_reason"],
            *(each["support"][name] for name in ("raw", "unique", "equal_weight", "published", "groups")),
            ";".join(f"{one['id']} ({one['supporters']})" for one in each["support"]["campaigns"]),
        )
        for topic, beside, each in _found(report)
    ])
    cited = ("source", "version", "field", "start", "end", "text", "void", "number", "group", "author", "organisation",
             "country", "language")
    yield Table(_("Citations"), _("The exact words that each finding cites."), ("finding", *cited), [
        (finding["id"], *(each.get(name) for name in cited))
        for _topic, _beside, finding in _found(report) for each in finding["citations"]
    ])
    yield Table(_("What became of it"), _("What became of each contribution, in each goal."), (
        "contribution", "topic", "kind", "reason", "findings", "state",
    ), [
        (each["id"], said["topic"], said["kind"], said["reason"], ";".join(said["findings"]), said["state"])
        for each in report["contributions"] for said in each["dispositions"]
    ])


def _questions(report: Outline) -> Iterator[Table]:
    yield Table(_("Questions"), _("What was asked; covered and unpublished figures are empty."), (
        "id", "number", "topic", "section", "kind", "text", "help", "required", "answered", "state",
    ), [
        (
            each["id"], int(each["number"]), each["topic"], each["section"], each["kind"], each["text"], each["help"],
            each["required"], each["answered"], each["state"],
        )
        for each in report["questions"]
    ])
    yield Table(_("Answers"), _("How often each answer was given, in all and by group."), (
        "question", "line", "line_text", "answer", "answer_text", "group", "count",
    ), [
        (each["id"], result["line"], result["text"], choice["key"], choice["text"], group, number)
        for each in report["questions"] for result in each["results"] or [] for choice in result["choices"]
        for group, number in (("all", choice["count"]), *choice["by_group"].items())
    ])


def _votes(report: Outline) -> Iterator[Table]:
    yield Table(_("Votes"), _("How the votes on main points fell; covered figures are left out."), (
        "topic", "claim", "text", "group", "agree", "disagree", "pass",
    ), [
        (topic["slug"], each["claim"], each["text"], group, *(tally[way] for way in ("agree", "disagree", "pass")))
        for topic in report["topics"] if topic["opinion"] for each in topic["opinion"]["tallies"]
        for group, tally in (("all", each["all"]), *each["by_group"].items()) if tally
    ])


def _method(report: Outline) -> Iterator[Table]:
    yield Table(_("Themes"), _("Published contributions by theme, in all and by group."), (
        "label", "definition", "version", "group", "contributions",
    ), [
        (each["label"], each["definition"], each["version"], group, number) for each in report["themes"]
        for group, number in (("all", each["contributions"]), *each["by_group"].items())
    ])
    agreement = ("label", "alpha", "low", "high", "raw", "units", "verdict")
    yield Table(_("Agreement of coders"), _("Krippendorff’s alpha by theme, before the coders talked."), agreement, [
        tuple(each[name] for name in agreement) for each in report["agreement"]
    ])
    balance = ("name", "published", "cited", "citation_ratio", "flagged")
    found = report["balance"] or {}
    yield Table(_("Balance"), _("Who is cited more or less than their share."), ("dimension", *balance), [
        (dimension, *(each[name] for name in balance))
        for dimension in ("by_group", "by_region", "by_language") for each in found.get(dimension, [])
    ])


def _contributions(report: Outline) -> Iterator[Table]:
    plain = ("id", "number", "kind", "stance", "group", "country", "language", "author", "organisation", "on_behalf_of",
             "channel", "external_id", "question", "replies_to", "round", "late")
    yield Table(_("Contributions"), _("Every published contribution in its latest public version."), (
        *plain, "topics", "version", "submitted_at", "claim", "body", "wording",
    ), [
        (
            *(each[name] for name in plain), ";".join(each["topics"]),
            *(each["versions"][-1][name] for name in ("version", "submitted_at", "claim", "body", "wording")),
        )
        for each in report["contributions"]
    ])
    yield Table(_("Earlier versions"), _("What contributions said before."), (
        "contribution", "version", "submitted_at", "claim", "body", "wording",
    ), [
        (each["id"], *(old[name] for name in ("version", "submitted_at", "claim", "body", "wording")))
        for each in report["contributions"] for old in each["versions"][:-1]
    ])
    signed = ("name", "organisation", "group", "country", "version", "holds", "signed_at")
    yield Table(_("Signatures"), _("Who signed a joint position, and which version."), ("contribution", *signed), [
        (each["id"], *(one[name] for name in signed))
        for each in report["contributions"] for one in each["signatures"]
    ])


def _time(report: Outline) -> Iterator[Table]:
    changes = ("what", "reason", "changed_at", "closed_before", "closes_after")
    yield Table(_("Changes of time"), _("Every change of the dates, with its public reason."), changes, [
        tuple(each[name] for name in changes) for each in report["time"]["changes"]
    ])
