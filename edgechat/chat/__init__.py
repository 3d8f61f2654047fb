"""Conversations: stored before anything is generated, continued, listed. Knows no window."""
