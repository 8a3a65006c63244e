"""Marking by a person, and marking again where a question has changed."""
