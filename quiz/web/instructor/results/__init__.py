"""What came of quizzes: attempts, the gradebook and its files, the analysis."""
