"""What the worker does for answers: those due with an outcome, and letters to those who follow."""

from flask import current_app

from consult.responses.actions import publish_waiting
from consult.responses.telling import tell_followers

JOBS = {
    "responses.publish": publish_waiting,
    "responses.tell": lambda: tell_followers(current_app.config["URL"]),
}
