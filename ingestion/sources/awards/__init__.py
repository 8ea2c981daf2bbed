"""Current awards of computing time to researchers, by NAIRR and ACCESS."""
