"""Second Reading: lessons and quizzes on one opinion article, for one room."""

__version__ = "0.1.0"
