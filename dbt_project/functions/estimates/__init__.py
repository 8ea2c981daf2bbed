"""Estimates and their intervals, from lists of numbers."""
