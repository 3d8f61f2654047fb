"""Contents of files, kept once, by their digest."""
