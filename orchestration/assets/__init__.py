"""Dagster assets, asset checks and backfill jobs."""
