"""The student's pages: join, read, practise, take a quiz, look back on it."""

from quiz.web.student import attempt, course, hello, identity, pictures, self_rating
from quiz.web.student.blueprint import student

__all__ = ["attempt", "course", "hello", "identity", "pictures", "self_rating", "student"]
