"""Reduced lists: what lists of papers say, without their text."""
