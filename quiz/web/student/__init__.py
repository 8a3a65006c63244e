"""The student's side: every module of this package adds its pages to the blueprint."""

import importlib
import pkgutil

from quiz.web.student.blueprint import student

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["student"]
