"""Contents of a publication: exports, provenance, descriptions, change log, rendered figures."""
