"""Quizzes on paper: printing them, and entering what students wrote."""
