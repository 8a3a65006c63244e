"""Which elements may stand where in the files of a QTI package, for those that ours use.

Written from the content models of "QTI Assessment, Section and Item" 2.2 and 3.0 and of IMS
Content Packaging, in the names of 2.2, and stricter than these where the two differ. It stands in
for their schemas, which may not be passed on with a program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

_LINE = "a|abbr|b|bdo|br|cite|code|dfn|em|i|img|kbd|q|samp|small|span|strong|sub|sup|var"
_BLOCK = "p|h1|h2|h3|h4|h5|h6|pre|dl|ol|ul|hr|blockquote|table|div"
_INPUT = "textEntryInteraction|inlineChoiceInteraction"
_EXPRESSION = (
    "baseValue|variable|correct|isNull|not|and|or|match|member|index|stringMatch|equal|gt|gte|lt|lte"
    "|sum|product|subtract|divide|max|mapResponse|testVariables"
)
_RULE = "responseCondition|setOutcomeValue"
_LOOSE = f"(?:{_LINE}|{_INPUT})*"
_FLOW = f"(?:{_LINE}|{_BLOCK}|{_INPUT})*"
_MANY, _ONE, _TWO = f"(?:{_EXPRESSION})+", f"(?:{_EXPRESSION})", f"(?:{_EXPRESSION}){{2}}"
_INTERACTIONS = "choiceInteraction|matchInteraction|orderInteraction|extendedTextInteraction"

NO_TEXT, TEXT = False, True

SHAPES: dict[str, tuple[str, bool, str, str]] = {
    "assessmentItem": (
        "responseDeclaration*outcomeDeclaration*itemBody?responseProcessing?modalFeedback*",
        NO_TEXT,
        "identifier title adaptive timeDependent",
        "lang schemaLocation",
    ),
    "responseDeclaration": (
        "correctResponse?mapping?",
        NO_TEXT,
        "identifier cardinality baseType",
        "",
    ),
    "outcomeDeclaration": (
        "defaultValue?",
        NO_TEXT,
        "identifier cardinality baseType",
        "normalMaximum normalMinimum externalScored",
    ),
    "correctResponse": ("value+", NO_TEXT, "", ""),
    "defaultValue": ("value+", NO_TEXT, "", ""),
    "value": ("", TEXT, "", ""),
    "mapping": ("mapEntry+", NO_TEXT, "defaultValue", "lowerBound upperBound"),
    "mapEntry": ("", NO_TEXT, "mapKey mappedValue", "caseSensitive"),
    "itemBody": (f"(?:{_BLOCK}|{_INTERACTIONS}|rubricBlock)+", NO_TEXT, "", ""),
    "prompt": (f"(?:{_LINE})*", TEXT, "", ""),
    "choiceInteraction": (
        "prompt?simpleChoice+",
        NO_TEXT,
        "responseIdentifier shuffle maxChoices",
        "",
    ),
    "orderInteraction": (
        "prompt?simpleChoice+",
        NO_TEXT,
        "responseIdentifier shuffle",
        "orientation class",
    ),
    "simpleChoice": (_FLOW, TEXT, "identifier", ""),
    "matchInteraction": (
        "prompt? simpleMatchSet simpleMatchSet",
        NO_TEXT,
        "responseIdentifier shuffle maxAssociations",
        "",
    ),
    "simpleMatchSet": ("simpleAssociableChoice+", NO_TEXT, "", ""),
    "simpleAssociableChoice": (_FLOW, TEXT, "identifier matchMax", ""),
    "extendedTextInteraction": ("prompt?", NO_TEXT, "responseIdentifier", "expectedLength"),
    "textEntryInteraction": ("", NO_TEXT, "responseIdentifier", "expectedLength"),
    "inlineChoiceInteraction": ("inlineChoice+", NO_TEXT, "responseIdentifier shuffle", ""),
    "inlineChoice": ("", TEXT, "identifier", ""),
    "rubricBlock": (f"(?:{_BLOCK})+", NO_TEXT, "view", "use"),
    "modalFeedback": (f"(?:{_BLOCK})+", NO_TEXT, "outcomeIdentifier showHide identifier", ""),
    "responseProcessing": (f"(?:{_RULE})+", NO_TEXT, "", ""),
    "responseCondition": ("responseIf responseElseIf* responseElse?", NO_TEXT, "", ""),
    "responseIf": (f"{_ONE}(?:{_RULE})*", NO_TEXT, "", ""),
    "responseElseIf": (f"{_ONE}(?:{_RULE})*", NO_TEXT, "", ""),
    "responseElse": (f"(?:{_RULE})+", NO_TEXT, "", ""),
    "setOutcomeValue": (_ONE, NO_TEXT, "identifier", ""),
    "baseValue": ("", TEXT, "baseType", ""),
    "variable": ("", NO_TEXT, "identifier", ""),
    "correct": ("", NO_TEXT, "identifier", ""),
    "mapResponse": ("", NO_TEXT, "identifier", ""),
    "testVariables": ("", NO_TEXT, "variableIdentifier", ""),
    "stringMatch": (_TWO, NO_TEXT, "caseSensitive", ""),
    "equal": (_TWO, NO_TEXT, "toleranceMode", ""),
    "index": (_ONE, NO_TEXT, "n", ""),
    **dict.fromkeys(("isNull", "not"), (_ONE, NO_TEXT, "", "")),
    **dict.fromkeys(("and", "or", "sum", "product", "max"), (_MANY, NO_TEXT, "", "")),
    **dict.fromkeys(
        ("match", "member", "gt", "gte", "lt", "lte", "subtract", "divide"),
        (_TWO, NO_TEXT, "", ""),
    ),
    "assessmentTest": (
        "outcomeDeclaration*testPart+outcomeProcessing?",
        NO_TEXT,
        "identifier title",
        "schemaLocation",
    ),
    "testPart": (
        "itemSessionControl?assessmentSection+",
        NO_TEXT,
        "identifier navigationMode submissionMode",
        "",
    ),
    "itemSessionControl": ("", NO_TEXT, "", "maxAttempts showFeedback"),
    "assessmentSection": (
        "rubricBlock*assessmentItemRef*",
        NO_TEXT,
        "identifier title visible",
        "",
    ),
    "assessmentItemRef": ("", NO_TEXT, "identifier href", ""),
    "outcomeProcessing": ("setOutcomeValue+", NO_TEXT, "", ""),
    "manifest": (
        "metadata organizations resources",
        NO_TEXT,
        "identifier",
        "schemaLocation",
    ),
    "metadata": ("schema schemaversion", NO_TEXT, "", ""),
    "schema": ("", TEXT, "", ""),
    "schemaversion": ("", TEXT, "", ""),
    "organizations": ("", NO_TEXT, "", ""),
    "resources": ("resource+", NO_TEXT, "", ""),
    "resource": ("file+dependency*", NO_TEXT, "identifier type href", ""),
    "file": ("", NO_TEXT, "href", ""),
    "dependency": ("", NO_TEXT, "identifierref", ""),
    **dict.fromkeys(
        ("p", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption"),
        (_LOOSE, TEXT, "", "lang dir"),
    ),
    **dict.fromkeys(
        set(_LINE.split("|")) - {"a", "br", "img", "bdo"}, (_LOOSE, TEXT, "", "lang dir")
    ),
    "a": (_LOOSE, TEXT, "href", "lang dir"),
    "bdo": (_LOOSE, TEXT, "dir", "lang"),
    "br": ("", NO_TEXT, "", "lang dir"),
    "hr": ("", NO_TEXT, "", "lang dir"),
    "img": ("", NO_TEXT, "src alt", "lang dir"),
    "blockquote": (f"(?:{_BLOCK})*", NO_TEXT, "", "lang dir"),
    "div": (_FLOW, TEXT, "", "lang dir"),
    "li": (_FLOW, TEXT, "", "lang dir"),
    "dd": (_FLOW, TEXT, "", "lang dir"),
    "ol": ("li*", NO_TEXT, "", "lang dir"),
    "ul": ("li*", NO_TEXT, "", "lang dir"),
    "dl": ("(?:dt|dd)*", NO_TEXT, "", "lang dir"),
    "table": (
        "caption?(?:(?:colgroup)*|(?:col)*)(?:thead)?(?:tfoot)?(?:tbody)+",
        NO_TEXT,
        "",
        "lang dir",
    ),
    "colgroup": ("(?:col)*", NO_TEXT, "", "span lang dir"),
    "col": ("", NO_TEXT, "", "span lang dir"),
    **dict.fromkeys(("thead", "tfoot", "tbody"), ("(?:tr)+", NO_TEXT, "", "lang dir")),
    "tr": ("(?:td|th)*", NO_TEXT, "", "lang dir"),
    "td": (_FLOW, TEXT, "", "colspan rowspan lang dir"),
    "th": (_FLOW, TEXT, "", "colspan rowspan scope lang dir"),
}
"""Element -> (what it holds, in order; whether text too; attributes that it must and may have)."""


def misplaced(element: Element) -> Iterator[str]:
    """What stands where it can't, in an element that `qti_rules.named` gave and in all below."""
    if element.tag not in SHAPES:
        yield f"{element.tag} is unknown"
        return
    holds, text, must, may = SHAPES[element.tag]
    children = [child.tag for child in element]
    if not re.fullmatch(_in_brackets(holds), "".join(f"<{name}>" for name in children)):
        yield f"{element.tag} holds {children}"
    loose = [element.text, *(child.tail for child in element)]
    if not text and any((each or "").strip() for each in loose):
        yield f"{element.tag} holds text: {loose}"
    names = set(element.keys())
    if missing := set(must.split()) - names:
        yield f"{element.tag} lacks {missing}"
    if more := names - set(must.split()) - set(may.split()):
        yield f"{element.tag} has {more}"
    for child in element:
        yield from misplaced(child)


def _in_brackets(holds: str) -> str:
    """The pattern with each name in angle brackets, so that none is the beginning of another."""
    return re.sub(r"[A-Za-z][A-Za-z0-9]*", r"(?:<\g<0>>)", holds).replace(" ", "")
