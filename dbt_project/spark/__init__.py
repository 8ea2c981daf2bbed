"""The functions of dbt on Apache Spark."""
