"""The files of a publication: exports, provenance, descriptions, change log, figures."""
