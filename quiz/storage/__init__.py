"""Everything that is kept: one SQLite file in one data folder. All the SQL is in this package.

`database.Database` opens the folder; the other modules are named functions over it. Nothing is
reported as done before it is committed with `synchronous=FULL`, so it survives a power cut.
"""
