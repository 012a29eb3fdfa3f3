"""Every door says who may come in, and no form writes without its keys."""

import re
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from consult.access import door_of
from consult.app import OPEN_SECURITY_VIEWS

TEMPLATES = Path(__file__).parents[2] / "templates"


def filled(rule: Rule) -> str:
    """An address of the rule with something in each of its places."""
    return re.sub(r"<(?:[^:<>]+:)?[^<>]+>", "1", rule.rule)


def test_every_view_of_ours_wears_a_mark(app: Flask) -> None:
    unmarked = [
        endpoint for endpoint, view in app.view_functions.items()
        if not endpoint.startswith("security.") and door_of(view) is None
    ]

    assert unmarked == []


def test_the_open_views_of_flask_security_are_these_and_no_others(app: Flask) -> None:
    assert {
        "security.login", "security.logout", "security.register", "security.forgot_password",
        "security.reset_password", "security.send_confirmation", "security.confirm_email",
    } == OPEN_SECURITY_VIEWS
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("security.") and rule.endpoint not in OPEN_SECURITY_VIEWS:
            assert client.get(filled(rule)).status_code in (404, 405), rule.rule


# Mail programs post there without a cookie (RFC 8058); what it can do is signed into its address.
BY_TOKEN = "notifications.leave"


def test_nothing_that_writes_accepts_a_form_from_elsewhere(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        client = app.test_client()
        for rule in app.url_map.iter_rules():
            if "POST" in (rule.methods or ()) and rule.endpoint != BY_TOKEN:
                assert client.post(filled(rule), data={"anything": "1"}).status_code == 400, rule.rule
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_every_form_that_writes_carries_its_keys() -> None:
    for path in set(TEMPLATES.rglob("*.html")) - {TEMPLATES / "notifications/leaving.html"}:
        for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(), re.DOTALL | re.IGNORECASE):
            assert re.search(r"\b(hidden|keys)\(|hidden_tag\(|csrf_token|caller\(", form), f"{path}: {form[:120]}"
