"""The dbt models on Apache Spark."""
