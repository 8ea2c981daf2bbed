"""arXiv: records of preprints with the dates of their versions, over OAI-PMH."""
