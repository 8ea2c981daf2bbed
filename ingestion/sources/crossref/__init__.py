"""Crossref: papers of proceedings with the affiliations that their publishers deposit."""
