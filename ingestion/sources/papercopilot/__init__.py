"""Paper Copilot: paper lists by venue and year."""
