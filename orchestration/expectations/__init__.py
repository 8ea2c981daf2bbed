"""Expectations on the data of each layer, checked by Great Expectations."""
