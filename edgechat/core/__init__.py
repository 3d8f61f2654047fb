"""The ground: what every room stands on. Knows no model, no conversation, no window."""
