"""Doors for browsers."""

from flask import Blueprint

from consult.accounts import models  # noqa: F401

blueprint = Blueprint("accounts", __name__)
