"""The answers in words, and the tables of headline numbers."""
