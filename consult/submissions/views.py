"""Doors for browsers."""

from flask import Blueprint

from consult.submissions import models  # noqa: F401

blueprint = Blueprint("submissions", __name__)
