"""What the worker does for notifications."""

from flask import current_app

from consult.notifications.actions import catch_up, notice_the_hour, write_due

JOBS = {
    "notifications.read": catch_up,
    "notifications.hour": notice_the_hour,
    "notifications.write": lambda: write_due(current_app.config["URL"], current_app.config["SECRET_KEY"]),
}
