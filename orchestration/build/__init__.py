"""Assets that dbt builds."""
