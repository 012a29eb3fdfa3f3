"""What the worker does for staff help."""

from flask import current_app

from consult.assistance.messages import deliver

JOBS = {"assistance.deliver": lambda: deliver(current_app.config["URL"])}
