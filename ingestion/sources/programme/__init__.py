"""Programmes of conferences: what their sites say about papers, authors and institutions."""
