"""The judgement on data: Great Expectations, gates, and the verdict on a build."""
