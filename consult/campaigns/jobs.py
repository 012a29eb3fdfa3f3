"""What the worker does for campaigns."""

from consult.campaigns.actions import search_again
from consult.campaigns.placing import place_new

JOBS = {"campaigns.place": place_new, "campaigns.search": search_again}
