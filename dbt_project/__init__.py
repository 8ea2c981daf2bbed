"""The dbt project: models, seeds, and the functions that decide and estimate."""
