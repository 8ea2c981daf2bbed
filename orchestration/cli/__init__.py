"""Command lines beside the refresh: classify affiliations, measure the classification."""
