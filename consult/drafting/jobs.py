"""What the worker does for drafts among colleagues."""

from flask import current_app

from consult.drafting.actions import remind_teams

JOBS = {"drafting.remind": lambda: remind_teams(current_app.config["URL"], current_app.config["SECRET_KEY"])}
