"""ROR: research organisations."""
