"""The publication: figures, page and data to take away, drawn from the marts.

What belongs here: how an estimate looks, in words and in ink. How it is computed does not.
"""
