"""Lesson files: reading them, printing items, rendering Markdown, and the folder as a course."""
