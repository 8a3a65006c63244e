"""Marks and grades as CSV, for people and for the gradebooks of other programs."""
