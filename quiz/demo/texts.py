"""What the invented students write where a person marks, and what is said of it.

The sentences are our own. They say how a text is built, and take no side in what it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.demo.chance import normal, one_of
from quiz.model import Given, Item
from quiz.questions.open_response import Rubric
from quiz.rubric_marking import criteria, fraction


@dataclass(frozen=True)
class _Parts:
    """How responses of one quality begin and go on; any beginning fits any end."""

    begin: tuple[str, ...]
    end: tuple[str, ...]


_Qualities = tuple[_Parts, _Parts, _Parts]
"""Good, fair and weak."""

_ABOUT: Mapping[str, _Qualities] = {
    "l1-13": (
        _Parts(
            (
                "P2 stops in 2015 and P3 starts in August 2021, so six years are missing.",
                "Between P2 and P3 the author jumps over about six years, from 2015 to 2021.",
            ),
            (
                "“Rising” compares two moments, and we only see one of them. It could be a new "
                "high, or a return to what was there before. I would look for figures by year.",
                "Without a starting point I can't tell growth from recovery. The author may be "
                "right, but the article doesn't show it.",
            ),
        ),
        _Parts(
            ("There is a gap between P2 and P3.", "The years before 2021 are not told in P3."),
            (
                "To say that something rises, you have to compare it with earlier.",
                "The author should have said more about the time between.",
            ),
        ),
        _Parts(
            ("P2 tells how it began and P3 what happened later.", "It leaves out some history."),
            ("More detail would help.", "So it is rising since 2021."),
        ),
    ),
    "l2-13": (
        _Parts(
            (
                "I choose teachers in Kabul. P6 is about how the country is governed.",
                "I choose families who live near the border, because P4 speaks about neighbours.",
            ),
            (
                "They could say whether services reach them, which would support or limit the "
                "claim. I would look for interviews by a rights organisation and compare them "
                "with a second source. One family can't speak for all.",
                "Their account could bear on the claim there. A report that says how people were "
                "asked suits best, and I would check it against a newspaper of the country.",
            ),
        ),
        _Parts(
            ("I choose people who had to leave.", "An aid organisation is missing."),
            (
                "They are not quoted in P3. A report by a known organisation would be a source.",
                "They know what daily life is like, and that belongs to P5.",
            ),
        ),
        _Parts(
            ("Local people.", "The government."),
            ("They know it best.", "I would look on the internet."),
        ),
    ),
    "l3-14": (
        _Parts(
            (
                "P6. Claim: those in power can't stop the group alone. Grounds: what P6 says about "
                "governing.",
                "P4. Claim: the neighbours are in danger too. Grounds: the border is named.",
            ),
            (
                "The warrant is that trouble in one place makes room in another. There is no "
                "qualifier, so the claim sounds certain. A critic could say that only some areas "
                "are concerned, which weakens the grounds.",
                "It takes for granted that groups use every gap. “Could” is the qualifier. A fair "
                "rebuttal asks for cases in which this did not happen.",
            ),
        ),
        _Parts(
            ("P5. The claim is in its first sentence.", "P7 claims that working together helps."),
            (
                "The warrant is that states want the same. I found no qualifier. Perhaps they "
                "don't want the same.",
                "The grounds are the sentence after it. Somebody could disagree because no number "
                "is given.",
            ),
        ),
        _Parts(
            ("P3 is about what has happened.", "The paragraph says that it is dangerous."),
            ("The warrant is that it is true.", "I don't agree with the author."),
        ),
    ),
    "l4-18": (
        _Parts(
            (
                "P4 names places, which is a strength: the claim can be checked.",
                "P3 gives the claim a date, and P7 admits a limit; both are strengths.",
            ),
            (
                "But no source is given in P3 or P4, so the support is weaker than the wording. I "
                "would check a yearly count by an international body: a fall would count against "
                "“the entire region”. Partly supported, I think.",
                "The weakness is “entire”: P5 shows some countries, not all. I would look for a "
                "report on each of them. The claim holds for some places, on what is given here.",
            ),
        ),
        _Parts(
            ("P3 and P4 give examples.", "A strength is that the article has a clear order."),
            (
                "There are no sources. I would check the numbers in a report.",
                "But examples are not the whole region. It is well supported only in part.",
            ),
        ),
        _Parts(
            ("The article supports it well.", "I think that it is true."),
            ("More research is needed.", "The author is an expert."),
        ),
    ),
    "l5-15": (
        _Parts(
            (
                "P9 asks states of the region to work together. Their governments would act.",
                "P9 asks for better local government. The authorities in each province would act.",
            ),
            (
                "It takes for granted that they trust each other. The risk is that one of them "
                "uses shared information for itself, and people at the border would bear it. I "
                "would want to see one earlier agreement that held; if none did, I would say no.",
                "The assumption is that money reaches the places that need it. If it doesn't, "
                "people there lose trust. Independent reports on an earlier programme would decide "
                "it for me.",
            ),
        ),
        _Parts(
            ("Help from abroad (P9), given by other states.", "P10: talks between governments."),
            (
                "It assumes that help arrives. It could be misused. I would ask for figures.",
                "It assumes that both want to talk. It may take too long.",
            ),
        ),
        _Parts(
            ("They should stop it.", "More cooperation is needed."),
            ("It could go wrong.", "I would want more information."),
        ),
    ),
    "l6-08": (
        _Parts(
            (
                "One author's case for acting together on a group in the region.",
                "A writer argues that a regional group calls for joint action.",
            ),
            (
                "I took out the words that frighten, because they decide before the reader does, "
                "and added whose view it is.",
                "“Argues” shows that it is a view. I kept the subject and left out the picture of "
                "danger, which the text has to earn first.",
            ),
        ),
        _Parts(
            ("Opinion: a group and its region.", "A view on a threat to the region."),
            (
                "I changed the strong word. Now it is neutral.",
                "I put “opinion” there, so that one knows what it is.",
            ),
        ),
        _Parts(
            ("The danger for everybody.", "The menace in the region."),
            ("It is shorter now.", "I like it better."),
        ),
    ),
    "l6-09": (
        _Parts(
            (
                "According to the author, the group has grown since 2021 (P3), and the neighbours "
                "should act together (P9).",
                "The author argues in four steps: origins, spread, effects, remedies (P2 to P9).",
            ),
            (
                "I checked the claim about civilians against a UN report and found counts for "
                "some years, not all. The claim about the region I could not settle. The gap "
                "before 2021 matters, because the argument rests on growth. Readers can rely on "
                "it for the author's view, less for the facts; those concerned don't speak.",
                "Two checks, each with a dated report: one supports the author in part, one is "
                "older than the article. P7 and P9 pull in different directions. I would rely on "
                "it with care.",
            ),
        ),
        _Parts(
            (
                "The article says that the group is a danger to the region.",
                "The author describes a group and says what should be done (P9).",
            ),
            (
                "I checked one number in a report. There are no sources in the article. You can "
                "rely on some of it.",
                "A gap is the time before 2021. I would trust it partly.",
            ),
        ),
        _Parts(
            ("The article is about a group.", "It is a good article."),
            ("You can rely on it.", "It has no sources, so it is wrong."),
        ),
    ),
}
_ANYTHING: _Qualities = (
    _Parts(
        (
            "The first paragraph makes the claim, and the second gives a reason for it.",
            "The text says two things here that have to be kept apart.",
        ),
        (
            "The reason holds only if both mean the same by it. I would look for a second source "
            "before I agreed.",
            "One of them is supported by an example, the other is not. So I agree with a part.",
        ),
    ),
    _Parts(
        ("The text gives a reason.", "I think that the claim is partly right."),
        ("It could say more about where this comes from.", "But an example is missing."),
    ),
    _Parts(("I agree with the text.", "It is as the text says."), ("Because it is true.", "")),
)
_SAID_BY_SEVERAL = "I don't know what to write here."
"""Some write the same; it is marked once."""
_COMMENTS = (
    (
        "Clear and careful. You keep apart what the author says and what you found.",
        "Well argued. Say next time which result would change your mind.",
        "",
    ),
    (
        "The point is right. Tie it to a paragraph.",
        "Good start. Explain why this matters to a reader.",
        "",
    ),
    (
        "Look at the rubric again and try one sentence for each of its rows.",
        "Which paragraph do you mean? Begin with that.",
        "",
    ),
)
"""By quality; '' says nothing."""


def text_of(student: int, skill: float, item: Item, attempt: int = 1) -> Given:
    """What a student of this ability writes for an open item; sometimes nothing."""
    about = (student, item.id, attempt)
    level = skill + normal(0, 0.5, "quality", *about)
    if level < -1.9:
        return {"text": ""} if student % 2 else {"text": _SAID_BY_SEVERAL}
    parts = _ABOUT.get(item.id, _ANYTHING)[_quality(level)]
    said = f"{one_of(parts.begin, 'begin', *about)} {one_of(parts.end, 'end', *about)}"
    return {"text": said.strip()}


def _quality(level: float) -> int:
    if level > 0.5:
        return 0
    return 1 if level > -0.6 else 2


def quality_of(item: Item, text: str) -> int:
    """How good a text of `text_of` is: 0 good, 1 fair, 2 weak."""
    for quality, parts in enumerate(_ABOUT.get(item.id, _ANYTHING)):
        if text.startswith(parts.begin):
            return quality
    return 2


def levels_of(item: Item, rubric: Rubric, text: str) -> dict[str, int]:
    """The levels that a text reaches, criterion by criterion; the same text always the same."""
    last = len(rubric.points) - 1
    middle = (0.1, 0.45, 0.85)[quality_of(item, text)] * last
    return {
        name: min(last, max(0, round(middle + normal(0, 0.45, "level", item.id, name, text))))
        for name in criteria(rubric)
    }


def share_of(item: Item, rubric: Rubric | None, text: str) -> tuple[dict[str, int], float]:
    """The levels that a text reaches and what they come to, 0 to 1; by points without a rubric."""
    if rubric is None:
        return {}, (1.0, 0.5, 0.0)[quality_of(item, text)]
    levels = levels_of(item, rubric, text)
    return levels, fraction(rubric, levels)


def comment_on(item: Item, text: str) -> str:
    """What the instructor says of a text, the same of the same; '' for nothing."""
    return one_of(_COMMENTS[quality_of(item, text)], "comment", item.id, text)
