"""Epoch AI's tables of AI data centers."""
