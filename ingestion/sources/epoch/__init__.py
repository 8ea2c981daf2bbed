"""Epoch AI's lists of models."""
