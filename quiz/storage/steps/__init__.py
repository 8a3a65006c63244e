"""The steps that bring an older database up to date, a module each. One that was released never
changes."""
