"""What Moodle's two formats, GIFT and Moodle XML, share: what its question bank makes of questions.

Sources: Moodle 4.5, question/format.php, lib/questionlib.php, and the questiontype.php and
question.php of each question/type that a module here names.
"""
