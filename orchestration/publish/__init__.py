"""Figures, pages and the switch to a new publication."""
