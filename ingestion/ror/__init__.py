"""ROR's API: what has changed since the newest dump."""
