"""ACL Anthology: papers of the conferences and journals of computational linguistics."""
