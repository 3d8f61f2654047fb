"""Documents: read, cut, found again, and cited."""
