"""Answers in sentences and tables of headline numbers."""
