"""Question banks on their way in: read in a process of their own, and held on the disk as new
lessons until somebody decides what becomes of them.

What comes from elsewhere can be of any size and made by anybody. So the room's own process never
reads it: a file that takes too long, or too much memory, costs a process that is ended.
"""

from quiz.intake.holding import Intake, Intakes, Settled
from quiz.intake.reading import read_files

__all__ = ["Intake", "Intakes", "Settled", "read_files"]
