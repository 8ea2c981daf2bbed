"""arXiv's metadata over OAI-PMH: categories, versions and their dates."""
