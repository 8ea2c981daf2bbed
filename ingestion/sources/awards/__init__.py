"""Awards of computing time to researchers: NAIRR in the record, NAIRR and ACCESS live."""
