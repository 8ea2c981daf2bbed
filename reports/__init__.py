"""The publication: figures, pages and data files, made from the marts.

This package decides how an estimate looks, in text and in figures. It computes no estimate.
"""
