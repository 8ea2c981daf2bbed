"""Command lines: classify affiliations, and measure the classification."""
