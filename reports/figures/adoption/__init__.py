"""Figures on adoption."""
