"""What a Common Cartridge is made of: pages, assessments, and the manifest.

Sources for what importers take: IMS Common Cartridge 1.1 with its profile of QTI 1.2.1 (the schema
that Moodle carries, backup/cc/schemas11, with its rules in words), moodle/moodle (backup/cc) and
instructure/canvas-lms (lib/cc/importer/standard).
"""
