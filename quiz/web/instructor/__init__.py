"""The instructor's side: every module of this package adds its pages to the blueprint."""

import importlib
import pkgutil

from quiz.web.instructor.blueprint import instructor

for _module in pkgutil.walk_packages(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = ["instructor"]
