"""Queries of the marts, by subject."""
