"""Figures on hardware."""
