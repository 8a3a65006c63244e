"""The student's pages: join, read, practise, take a quiz, look back on it."""

from quiz.web.student import attempt, course, identity, pictures, polls, self_rating
from quiz.web.student.blueprint import student

__all__ = ["attempt", "course", "identity", "pictures", "polls", "self_rating", "student"]
