"""Turn a publisher's file into an immutable snapshot: its bytes, typed Parquet and a manifest."""
