"""What the worker does for joint positions."""

from flask import current_app

from consult.signatures.actions import tell_signers

JOBS = {"signatures.tell": lambda: tell_signers(current_app.config["URL"])}
