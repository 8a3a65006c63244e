"""Second Reading: lessons and quizzes on one opinion article, for one room."""
