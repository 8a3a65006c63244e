"""The lessons as the instructor edits them: the files of the course, joined with their history.

The files stay what counts: what is saved is the Markdown file itself, and other programs may write
it too. Every text that ever stood in a file, or that was to be saved there, is kept in the history.
"""

from quiz.lesson_desk.arranging import LessonDesk
from quiz.lesson_desk.results import LessonState, OpenLesson, SaveOutcome, SaveResult, Trial

__all__ = ["LessonDesk", "LessonState", "OpenLesson", "SaveOutcome", "SaveResult", "Trial"]
