"""Epoch AI's table of GPU clusters."""
