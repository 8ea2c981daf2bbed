"""One small module for each figure, in a folder for its subject; ``draw`` gives its parts."""
