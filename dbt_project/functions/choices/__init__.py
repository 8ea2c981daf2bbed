"""What every combination of the choices of an answer gives."""
