"""True or false. All or nothing.

Slots: `choice` -> `true` or `false`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quiz.grammar import Block, Entry, print_entry
from quiz.model import Body, Comment, Given, ResponseClass
from quiz.questions import Form, QuestionType, is_blank
from quiz.questions.parts.answers import answer_kind
from quiz.questions.parts.entries import no_tag, only
from quiz.questions.parts.given import read_slots
from quiz.questions.parts.options import Choice, ChoicesReview, ChoicesView, ReviewedChoice
from quiz.questions.parts.paper import NONE, Blank

_CHOICES = (Choice("true", "True"), Choice("false", "False"))


@dataclass(frozen=True)
class TrueFalse(Body):
    """Which of the two is right, and what to say to either."""

    answer: bool
    feedback: str = ""
    wrong_tag: str = ""
    wrong_feedback: str = ""


class TrueFalseType(QuestionType[TrueFalse]):
    name = "true/false"
    one_of_several = True
    example = """\
### True or false: spiders are insects. {#spiders}

= false
    > Right. Spiders have eight legs and are arachnids.

not= true {M7}
    > Count the legs: insects have six.

why: Insects have six legs and three body parts.
"""

    def recognises(self, block: Block) -> bool:
        return answer_kind(block) == self.name

    def parse(self, block: Block) -> TrueFalse | None:
        answers: dict[str, Entry] = {}
        for entry in only(block, self.name, ("=", "not=")):
            if entry.text.casefold() not in ("true", "false"):
                block.problem(entry.line, f"Write `{entry.marker} true` or `{entry.marker} false`.")
            if entry.marker in answers:
                block.problem(entry.line, f"There is a second `{entry.marker}` here. Keep one.")
            answers.setdefault(entry.marker, entry)
        right, wrong = answers.get("="), answers.get("not=")
        if right is None:
            block.problem(block.line, "No answer is given. Write `= true` or `= false`.")
            return None
        no_tag(block, right)
        if wrong and wrong.text.casefold() == right.text.casefold():
            block.problem(wrong.line, f"`{wrong.text}` is right by line {right.line}, so not here.")
        return None if block.problems else _body(right, wrong)

    def print(self, body: TrueFalse) -> str:
        right, wrong = ("true", "false") if body.answer else ("false", "true")
        rows = [print_entry("=", right, "", body.feedback)]
        if body.wrong_tag or body.wrong_feedback:
            rows.append(print_entry("not=", wrong, body.wrong_tag, body.wrong_feedback))
        return "\n".join(rows)

    def ask(self, body: TrueFalse, seed: str) -> ChoicesView:
        return ChoicesView(_CHOICES)

    def read(self, body: TrueFalse, form: Form) -> Given:
        return read_slots(form, {"choice": ("true", "false")})

    def blanks(self, view: ChoicesView) -> tuple[Blank, ...]:
        return (Blank("", "T or F"),)

    def written(self, view: ChoicesView, given: Given) -> tuple[str, ...]:
        return (given.get("choice", "")[:1].upper(),)

    def transcribe(self, view: ChoicesView, texts: Sequence[str]) -> Form:
        text = texts[0].strip().casefold()
        found = [choice.id for choice in view.choices if text and choice.id.startswith(text)]
        if not found and text not in ("", NONE):
            raise ValueError("Type T for true or F for false, or nothing where neither is ticked.")
        return {"choice": found or [""]}

    def mark(self, body: TrueFalse, given: Given) -> Fraction:
        return Fraction(given.get("choice") == self.key(body)["choice"])

    def comments(self, body: TrueFalse, given: Given) -> tuple[Comment, ...]:
        if is_blank(given):
            return ()
        right = self.mark(body, given) == 1
        tag = "" if right else body.wrong_tag
        feedback = body.feedback if right else body.wrong_feedback
        return (Comment(feedback, tag),) if feedback or tag else ()

    def key(self, body: TrueFalse) -> Given:
        return {"choice": "true" if body.answer else "false"}

    def review(self, body: TrueFalse, given: Given) -> ChoicesReview:
        key, chosen = self.key(body)["choice"], given.get("choice")
        return ChoicesReview(
            answered=not is_blank(given),
            choices=tuple(
                ReviewedChoice(
                    text=choice.text,
                    chosen=choice.id == chosen,
                    right=choice.id == key,
                )
                for choice in _CHOICES
            ),
        )

    def said(self, body: TrueFalse, given: Given) -> str:
        return next((choice.text for choice in _CHOICES if choice.id == given.get("choice")), "")

    def possible(self, body: TrueFalse) -> tuple[ResponseClass, ...]:
        key = self.key(body)["choice"]
        return tuple(ResponseClass("", choice.text, choice.id == key) for choice in _CHOICES)

    def classify(self, body: TrueFalse, given: Given) -> tuple[ResponseClass, ...]:
        rows = zip(_CHOICES, self.possible(body), strict=True)
        return tuple(said for choice, said in rows if choice.id == given.get("choice"))

    def texts(self, body: TrueFalse) -> tuple[str, ...]:
        return tuple(text for text in (body.feedback, body.wrong_feedback) if text)


def _body(right: Entry, wrong: Entry | None) -> TrueFalse:
    return TrueFalse(
        answer=right.text.casefold() == "true",
        feedback=right.feedback,
        wrong_tag=wrong.tag if wrong else "",
        wrong_feedback=wrong.feedback if wrong else "",
    )
