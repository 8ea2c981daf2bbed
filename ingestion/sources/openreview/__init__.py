"""OpenReview: papers that the selected venues have accepted."""
