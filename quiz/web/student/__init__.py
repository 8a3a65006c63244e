"""The student's pages: join, read, practise, take a quiz, look back on it."""

from quiz.web.student import attempt, course, identity, joining, leaving, pictures, self_rating
from quiz.web.student.blueprint import student

__all__ = [
    "attempt",
    "course",
    "identity",
    "joining",
    "leaving",
    "pictures",
    "self_rating",
    "student",
]
