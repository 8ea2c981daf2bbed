"""PMLR: titles, authors and abstracts of the papers of its volumes."""
