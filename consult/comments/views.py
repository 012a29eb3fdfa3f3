"""Doors for browsers."""

from flask import Blueprint

from consult.comments import models  # noqa: F401

blueprint = Blueprint("comments", __name__)
