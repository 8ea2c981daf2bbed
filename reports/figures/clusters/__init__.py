"""Figures on clusters."""
