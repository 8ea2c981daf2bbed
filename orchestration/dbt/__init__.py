"""The dbt project as Dagster sees it, and what of it a run has to build."""
