"""Are the check's own settings and comments in order?"""

from __future__ import annotations

from collections.abc import Iterator

from quiz.checking.material import Material
from quiz.checking.registry import ERROR, rule, rules
from quiz.content.source import did_you_mean
from quiz.model import Problem


@rule("check-settings", ERROR, "index.md")
def check_settings(material: Material) -> Iterator[Problem]:
    """The `check:` block of index.md can be read."""
    yield from material.settings.problems


@rule("silence", ERROR, "comments")
def silence(material: Material) -> Iterator[Problem]:
    """A comment that silences a rule names the rule and a reason, and silences something."""
    for page in material.pages:
        for comment in page.silences:
            if comment.rule not in rules():
                yield page.problem(
                    f"There is no rule `{comment.rule}`.{did_you_mean(comment.rule, rules())}",
                    comment.line,
                )
            elif not comment.reason:
                yield page.problem(
                    f"This comment gives no reason. Write `check off: {comment.rule}, why it is "
                    "all right here`.",
                    comment.line,
                )
