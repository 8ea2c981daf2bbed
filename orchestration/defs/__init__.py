"""Dagster definitions by stage: ingest, transform, checks, publish."""
