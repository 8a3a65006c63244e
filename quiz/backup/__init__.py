"""Backups: the database and the lessons in one file, made, kept, read back and restored."""
