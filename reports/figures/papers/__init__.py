"""Figures on papers."""
