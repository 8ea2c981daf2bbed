"""Figures of changes inside groups and between them."""
