"""Command lines: classify affiliations and measure that, back up, prune."""
