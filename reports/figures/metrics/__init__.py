"""Figures on metrics."""
