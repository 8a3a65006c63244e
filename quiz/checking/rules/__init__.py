"""The rules, in modules by what they look at. Every module here is read (see `registry.rules`)."""
