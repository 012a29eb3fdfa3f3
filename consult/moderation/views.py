"""Doors for browsers."""

from flask import Blueprint

from consult.moderation import models  # noqa: F401

blueprint = Blueprint("moderation", __name__)
