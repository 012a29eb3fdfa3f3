"""What a stakeholder sends at once: positions on topics; drafted, sent, changed, withdrawn."""
