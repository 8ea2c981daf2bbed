"""One small module a figure, in a folder for its subject."""
