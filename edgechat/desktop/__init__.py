"""The window: the only room that imports PySide6. It talks to an Edge and to nothing below it."""
