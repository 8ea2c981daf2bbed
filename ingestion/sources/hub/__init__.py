"""Hugging Face Hub: models of the selected accounts."""
