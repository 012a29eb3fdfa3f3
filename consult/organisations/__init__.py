"""Stakeholders and organisations, the vocabularies that describe them, and who may speak for whom."""
