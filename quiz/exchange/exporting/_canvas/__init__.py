"""Our items as questions of Canvas's classic quizzes, and what becomes of their marks there.

Sources for what Canvas reads and how it marks: the repository instructure/canvas-lms
(gems/plugins/qti_exporter reads, lib/cc/qti writes, app/models/quizzes/quiz_question marks) and
instructure/QTIMigrationTool, the converter that the import runs first; text2qti 0.8.0 writes files
that are known to arrive.
"""
