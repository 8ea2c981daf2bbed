"""The web pages of a publication."""
