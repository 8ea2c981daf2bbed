"""DBLP: papers of the selected venues, from its monthly XML release."""
