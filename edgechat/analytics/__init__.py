"""Append-only data points, one per inference. Knows no model and no conversation's text."""
