"""Leading sittings: opening one, its page while students are at work, what comes late."""
