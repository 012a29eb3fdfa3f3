"""The work of this room that the worker does."""

from consult.coding.suggesting import JOB, perform_asked, take_up_again


def _suggest() -> None:
    take_up_again()
    perform_asked()


JOBS = {JOB: _suggest}
