"""A class that isn't there, taking a quiz on this laptop: what would happen with so many phones."""
