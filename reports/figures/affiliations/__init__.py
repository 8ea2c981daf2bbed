"""Figures on affiliations."""
