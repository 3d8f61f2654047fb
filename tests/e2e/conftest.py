"""Fixtures of the tests with the real program."""

from tests.e2e.screen import screen

__all__ = ["screen"]
