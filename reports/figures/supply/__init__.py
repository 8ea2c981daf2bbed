"""Figures on what academia has, gets and would need."""
