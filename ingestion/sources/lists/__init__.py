"""Lists of papers in one plain format: the embedded record, and a user's own venues."""
