"""The outcome, built upwards: findings that cite, dispositions, coverage, support."""
