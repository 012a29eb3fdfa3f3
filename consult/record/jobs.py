"""What the worker does for the record."""

from consult.record.actions import sequence

JOBS = {"record.sequence": sequence}
