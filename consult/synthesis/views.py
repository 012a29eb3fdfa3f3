"""Doors for browsers."""

from flask import Blueprint

from consult.synthesis import models  # noqa: F401

blueprint = Blueprint("synthesis", __name__)
