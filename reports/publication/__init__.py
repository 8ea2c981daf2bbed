"""What a publication holds: exports, provenance, descriptions, change log, rendered figures."""
