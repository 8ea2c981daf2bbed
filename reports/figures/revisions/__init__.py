"""Figures on revisions."""
