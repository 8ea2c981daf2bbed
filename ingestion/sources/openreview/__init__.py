"""Paper Copilot's archive of OpenReview: employers and positions of authors by edition."""
