"""Command lines: classify affiliations, measure and compare the classification, back up, prune."""
