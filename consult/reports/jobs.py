"""What the worker does for reports, in a thread of its own: some take a minute."""

from consult.reports.actions import make_owed

JOBS = {"reports.make": make_owed}
