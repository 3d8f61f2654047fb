"""Vectors, kept in SQLite and found again."""
