"""Doors for browsers."""

from flask import Blueprint

from consult.consultations import models  # noqa: F401

blueprint = Blueprint("consultations", __name__)
