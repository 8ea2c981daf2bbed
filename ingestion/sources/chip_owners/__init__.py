"""Epoch AI's estimates of who owns AI chips."""
