"""Paper Copilot's lists by venue and year, fetched file by file; off unless switched on."""
