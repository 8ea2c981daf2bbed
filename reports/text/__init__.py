"""Numbers and names in words, and lines of text that fit."""
