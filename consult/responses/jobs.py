"""What the worker does for answers: those due with an outcome."""

from consult.responses.actions import publish_waiting

JOBS = {"responses.publish": publish_waiting}
