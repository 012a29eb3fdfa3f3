"""What the worker does for campaigns."""

from consult.campaigns.actions import search_again

JOBS = {"campaigns.search": search_again}
