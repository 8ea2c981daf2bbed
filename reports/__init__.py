"""The publication: figures, pages and data files, drawn from the marts.

This package decides how an estimate looks, in text and in figures. It computes no estimate.
"""
