"""The page of the design is there for those who build, and for nobody else."""

from flask import Flask

from consult.access import Door, door_of


def test_the_page_of_the_design_is_open_in_development_only(app: Flask) -> None:
    client = app.test_client()
    assert door_of(app.view_functions["reading.design"]) is Door.DEVELOPMENT
    assert client.get("/design").status_code == 404
    app.config["DEVELOPMENT"] = True
    try:
        page = client.get("/design")
    finally:
        app.config["DEVELOPMENT"] = False

    assert page.status_code == 200
    for sign in ('class="vote"', "<del>", "<dialog", 'class="gate"', 'class="trace"', "<progress", 'role="alert"'):
        assert sign in page.text, sign
