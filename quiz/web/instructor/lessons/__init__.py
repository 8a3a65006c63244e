"""Lessons: read with every key, edited, put in order; polls and pictures in them."""
