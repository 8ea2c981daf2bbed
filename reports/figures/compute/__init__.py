"""Figures on owners of compute."""
