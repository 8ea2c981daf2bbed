"""Programmes of conferences: what their sites publish of papers, authors and institutions."""
