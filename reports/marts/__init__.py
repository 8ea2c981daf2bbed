"""Every query of the marts."""
