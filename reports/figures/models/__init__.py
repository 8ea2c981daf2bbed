"""Figures on models."""
