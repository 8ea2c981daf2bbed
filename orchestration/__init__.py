"""Dagster assets, checks, jobs and schedule, which connect all other packages."""
