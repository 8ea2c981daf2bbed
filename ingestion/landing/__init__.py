"""From a publisher's file to an immutable snapshot: the bytes, typed Parquet and a manifest."""
