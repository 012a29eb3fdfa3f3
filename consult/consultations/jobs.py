"""What the worker does for the figures."""

from consult.consultations.numbers import fold_all

JOBS = {"numbers.fold": fold_all}
