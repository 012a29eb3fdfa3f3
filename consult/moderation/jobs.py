"""What the worker does for moderation."""

from consult.moderation.trials import try_rules

JOBS = {"moderation.try_rules": try_rules}
