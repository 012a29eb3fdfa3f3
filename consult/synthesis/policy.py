"""Who may work at the desk, and when: the same for themes and for findings."""

from consult.consultations.policy import require_desk as require_desk
