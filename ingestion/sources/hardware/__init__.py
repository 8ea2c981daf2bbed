"""Epoch AI's table of machine-learning hardware."""
