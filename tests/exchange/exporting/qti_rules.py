"""Marks a response by an item's own response processing, as the QTI specification says.

Written from the descriptions of the operators in "QTI Assessment, Section and Item Information
Model" (2.2 and 3.0), with nothing of the program that is tested: only the operators that its files
use, and an error for any other. Elements are read by their names in 2.2; those of 3.0 are turned
into them.

NULL is None, a container is a tuple; a pair is the text of its two identifiers.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

Value = str | float | bool | tuple["str | float", ...] | None


@dataclass(frozen=True)
class KeyMap:
    """A mapping's entries: (key, worth, whether case matters)."""

    entries: tuple[tuple[str, float, bool], ...]
    default: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Declared:
    """A variable as it is declared; `correct` and `default` are None where there is none."""

    cardinality: str
    base: str
    correct: Value = None
    default: Value = None
    mapping: KeyMap | None = None


@dataclass(frozen=True)
class QtiItem:
    """What marking needs of an item's file."""

    responses: Mapping[str, Declared]
    outcomes: Mapping[str, Declared]
    rules: tuple[Element, ...]

    @property
    def key(self) -> dict[str, Value]:
        return {name: declared.correct for name, declared in self.responses.items()}

    def mark(self, given: Mapping[str, Value]) -> dict[str, Value]:
        """All outcomes for these responses; those not given are NULL."""
        known = {name: value for name, value in given.items() if value not in ("", ())}
        run = _Run(self, {name: known.get(name) for name in self.responses})
        run.follow(self.rules)
        return run.values


def read_item(data: bytes) -> QtiItem:
    root = named(ElementTree.fromstring(data))
    processing = root.find("responseProcessing")
    return QtiItem(
        {e.get("identifier", ""): _declared(e) for e in root.findall("responseDeclaration")},
        {e.get("identifier", ""): _declared(e) for e in root.findall("outcomeDeclaration")},
        tuple(processing) if processing is not None else (),
    )


def named(element: Element) -> Element:
    """The element and all in it, by their names in 2.2 and without namespaces."""
    new = Element(_name(element.tag), {_name(k): v for k, v in element.items()})
    new.text, new.tail = element.text, element.tail
    new.extend(named(child) for child in element)
    return new


def _name(name: str) -> str:
    local = name.rpartition("}")[2].removeprefix("qti-")
    return re.sub("-([a-z])", lambda match: match[1].upper(), local)


def _declared(element: Element) -> Declared:
    cardinality, base = element.get("cardinality", ""), element.get("baseType", "")

    def value(name: str) -> Value:
        found = element.find(name)
        if found is None:
            return None
        texts = [typed(each.text or "", base) for each in found.findall("value")]
        return tuple(texts) if cardinality != "single" else texts[0]

    mapping = element.find("mapping")
    return Declared(
        cardinality,
        base,
        value("correctResponse"),
        value("defaultValue"),
        None if mapping is None else _mapping(mapping),
    )


def _mapping(element: Element) -> KeyMap:
    low, high = element.get("lowerBound"), element.get("upperBound")
    return KeyMap(
        tuple(
            (
                entry.attrib["mapKey"],
                float(entry.attrib["mappedValue"]),
                entry.get("caseSensitive", "true") == "true",
            )
            for entry in element.findall("mapEntry")
        ),
        float(element.get("defaultValue", "0")),
        None if low is None else float(low),
        None if high is None else float(high),
    )


def typed(text: str, base: str) -> str | float:
    return float(text) if base in ("float", "integer") else text


class _Run:
    """One run through the rules of an item."""

    def __init__(self, item: QtiItem, given: Mapping[str, Value]) -> None:
        self.item = item
        self.given = given
        self.values = {name: declared.default for name, declared in item.outcomes.items()}

    def follow(self, rules: tuple[Element, ...] | list[Element]) -> None:
        for rule in rules:
            if rule.tag == "setOutcomeValue":
                name = rule.attrib["identifier"]
                assert name in self.values, f"{name} is not declared"
                self.values[name] = self.value(rule[0])
            elif rule.tag == "responseCondition":
                self._choose(rule)
            else:
                raise AssertionError(f"unknown rule {rule.tag}")

    def _choose(self, rule: Element) -> None:
        for branch in rule:
            if branch.tag == "responseElse":
                return self.follow(list(branch))
            assert branch.tag == ("responseIf" if branch is rule[0] else "responseElseIf")
            if self.value(branch[0]) is True:
                return self.follow(list(branch)[1:])
        return None

    def value(self, node: Element) -> Value:
        name = re.sub("[A-Z]", lambda match: f"_{match[0].lower()}", node.tag)
        found = getattr(self, f"_{name}", None)
        assert found, f"unknown operator {node.tag}"
        return found(node)

    def _operands(self, node: Element) -> list[Value]:
        return [self.value(child) for child in node]

    def _base_value(self, node: Element) -> Value:
        return typed(node.text or "", node.attrib["baseType"])

    def _variable(self, node: Element) -> Value:
        name = node.attrib["identifier"]
        return self.given[name] if name in self.item.responses else self.values[name]

    def _correct(self, node: Element) -> Value:
        return self.item.responses[node.attrib["identifier"]].correct

    def _is_null(self, node: Element) -> Value:
        return self.value(node[0]) is None

    def _not(self, node: Element) -> Value:
        value = self.value(node[0])
        return None if value is None else not value

    def _and(self, node: Element) -> Value:
        values = self._operands(node)
        return False if False in values else None if None in values else True

    def _or(self, node: Element) -> Value:
        values = self._operands(node)
        return True if True in values else None if None in values else False

    def _match(self, node: Element) -> Value:
        left, right = self._operands(node)
        if left is None or right is None:
            return None
        if isinstance(left, tuple) and self._unordered(node[0]):
            assert isinstance(right, tuple)
            return sorted(map(str, left)) == sorted(map(str, right))
        return left == right

    def _unordered(self, node: Element) -> bool:
        return self.item.responses[node.attrib["identifier"]].cardinality == "multiple"

    def _member(self, node: Element) -> Value:
        one, many = self._operands(node)
        return None if one is None or many is None else one in many

    def _index(self, node: Element) -> Value:
        many, given = self.value(node[0]), self.values[node.attrib["n"]]
        assert isinstance(given, float)
        n = int(given)
        assert n >= 1
        return many[n - 1] if isinstance(many, tuple) and n <= len(many) else None

    def _string_match(self, node: Element) -> Value:
        left, right = self._operands(node)
        if left is None or right is None:
            return None
        same = node.attrib["caseSensitive"] == "true"
        return left == right if same else str(left).casefold() == str(right).casefold()

    def _equal(self, node: Element) -> Value:
        assert node.attrib["toleranceMode"] == "exact"
        return self._compare(node, operator.eq)

    def _gt(self, node: Element) -> Value:
        return self._compare(node, operator.gt)

    def _gte(self, node: Element) -> Value:
        return self._compare(node, operator.ge)

    def _lt(self, node: Element) -> Value:
        return self._compare(node, operator.lt)

    def _lte(self, node: Element) -> Value:
        return self._compare(node, operator.le)

    def _compare(self, node: Element, how: Callable[[float, float], bool]) -> Value:
        numbers = self._numbers(node)
        return how(*numbers) if numbers else None

    def _numbers(self, node: Element) -> list[float]:
        """The operands, or none of them where one is NULL. They must be numbers."""
        values = self._operands(node)
        numbers = [value for value in values if isinstance(value, float)]
        assert len(numbers) + values.count(None) == len(values)
        return numbers if len(numbers) == len(values) else []

    def _sum(self, node: Element) -> Value:
        return sum(numbers) if (numbers := self._numbers(node)) else None

    def _product(self, node: Element) -> Value:
        numbers = self._numbers(node)
        total = 1.0
        for number in numbers:
            total *= number
        return total if numbers else None

    def _subtract(self, node: Element) -> Value:
        numbers = self._numbers(node)
        return numbers[0] - numbers[1] if numbers else None

    def _divide(self, node: Element) -> Value:
        numbers = self._numbers(node)
        return numbers[0] / numbers[1] if numbers and numbers[1] else None

    def _max(self, node: Element) -> Value:
        return max(numbers) if (numbers := self._numbers(node)) else None

    def _map_response(self, node: Element) -> Value:
        name = node.attrib["identifier"]
        mapping, given = self.item.responses[name].mapping, self.given[name]
        assert mapping, f"{name} has no mapping"
        if given is None:
            return 0.0
        values = set(given) if isinstance(given, tuple) else {given}
        total = sum(_worth(mapping, str(value)) for value in values)
        total = total if mapping.low is None else max(mapping.low, total)
        return total if mapping.high is None else min(mapping.high, total)


def _worth(mapping: KeyMap, value: str) -> float:
    for key, worth, case_matters in mapping.entries:
        if key == value or (not case_matters and key.casefold() == value.casefold()):
            return worth
    return mapping.default
