"""DBLP: which venues are kept, its records out of XML that is not trusted, and its releases."""
