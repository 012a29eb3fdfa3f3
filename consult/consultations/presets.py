"""The three sets of rules a plan can start from."""

from typing import Any

from consult.consultations.models import Duty, Moderation, Preset

RULES: dict[Preset, dict[str, Any]] = {
    Preset.SIMPLE: {"moderation": Moderation.AFTER, "has_draft_outcome": False, "challenge_days": 0},
    Preset.STANDARD: {"moderation": Moderation.BEFORE, "has_draft_outcome": True, "challenge_days": 10},
    Preset.FULL: {
        "moderation": Moderation.BEFORE, "has_draft_outcome": True, "challenge_days": 30,
        "split_duties": [Duty.REVIEWING.value, Duty.SUMMARISING.value], "second_signature": True,
    },
}
WEEKS_OPEN = {Preset.SIMPLE: 4, Preset.STANDARD: 12, Preset.FULL: 12}
