"""Questions from other programs, and lessons for them."""
