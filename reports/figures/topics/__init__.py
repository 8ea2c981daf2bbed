"""Figures on topics."""
