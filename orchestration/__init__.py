"""The one folder that knows all the others: Dagster assets, checks, job and schedule."""
