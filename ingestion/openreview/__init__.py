"""OpenReview's notes: the papers that a venue has accepted, by API v2."""
