"""Numbers and names in words, and line breaks."""
