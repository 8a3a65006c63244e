from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from quiz.errors import MarksChanged, NotFound, RegradeStands
from quiz.model import Attempt, ChangeKind, Mark, MarkChange, Outcome, Regrade, RegradeKind
from quiz.storage import attempts, marks, regrades, responses
from quiz.storage.database import Database
from quiz.storage.regrades import NewRegrade, Regraded
from quiz.storage.responses import Save
from tests.storage.samples import ITEMS, Clock, all_right, begin, plan

FIRST, SECOND, _ = (item_id for item_id, _, _ in ITEMS)


def submitted(db: Database, **where: str) -> Attempt:
    attempt = begin(db, **where)
    assert attempts.submit(db, attempt.id, 0, all_right(attempt))
    return attempts.get(db, attempt.id)


def mark_of(db: Database, attempt: Attempt, item_id: str = FIRST) -> Mark:
    return next(mark for mark in marks.of_attempt(db, attempt.id) if mark.item_id == item_id)


def lowered(mark: Mark, version: str = "v9") -> Mark:
    return replace(mark, version=version, outcome=Outcome.WRONG, fraction=0.0, tags=("M1",))


def new_regrade(
    *marked: tuple[Attempt, Mark, Mark],
    kind: RegradeKind = RegradeKind.NEW_KEY,
    version: str = "v9",
    item_id: str = FIRST,
) -> NewRegrade:
    rows = [(attempt.id, before, after) for attempt, before, after in marked]
    return NewRegrade("history", "exit", item_id, kind, version, "New?", "A wrong key.", rows)


def lower(db: Database, *marked: Attempt, version: str = "v9") -> Regrade:
    """Regrade these attempts' first marks to nothing; they must be all that there are."""
    rows = [(one, mark_of(db, one), lowered(mark_of(db, one), version)) for one in marked]
    [made] = regrades.apply(db, [new_regrade(*rows, version=version)])
    return made


# Replacing marks


def graded(attempt: Attempt, before: Mark, after: Mark) -> MarkChange:
    return MarkChange(
        attempt.id, FIRST, "2026-11-22T10:00:00.000Z", ChangeKind.GRADED, before, after
    )


def test_a_replaced_mark_is_remembered_with_the_one_that_took_its_place(db: Database) -> None:
    attempt = submitted(db)
    first = mark_of(db, attempt)
    second = Mark(FIRST, "v1", Outcome.PARTLY_RIGHT, 1 / 3, 4.0, "critical thinking", ("M1",), True)
    third = Mark(FIRST, "v1", Outcome.NEEDS_GRADING, None, 4.0)
    changes = [graded(attempt, first, second), graded(attempt, second, third)]
    db.write(lambda connection: marks.replace(connection, changes))
    assert mark_of(db, attempt) == third
    assert marks.changes_of_attempt(db, attempt.id) == changes
    assert marks.changes_of_attempt(db, "elsewhere") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": "v2"},
        {"outcome": Outcome.WRONG},
        {"fraction": 0.5},
        {"fraction": None},
        {"out_of": 2.0},
        {"strand": ""},
        {"tags": ("M1",)},
        {"graded": True},
        {"item_id": SECOND},
    ],
)
def test_a_mark_that_is_not_the_one_before_is_never_replaced(
    db: Database, wrong: dict[str, object]
) -> None:
    attempt, other = submitted(db), submitted(db)
    mark = mark_of(db, attempt)
    good = graded(other, mark_of(db, other), lowered(mark, "v1"))
    bad = graded(attempt, replace(mark, **wrong), lowered(mark, "v1"))  # type: ignore[arg-type]
    with pytest.raises(MarksChanged):
        db.write(lambda connection: marks.replace(connection, [good, bad]))
    assert mark_of(db, attempt) == mark_of(db, other) == mark
    assert marks.changes_of_attempt(db, other.id) == []


def test_a_mark_that_is_not_there_is_never_replaced(db: Database) -> None:
    attempt = begin(db)
    mark = all_right(attempt)[0]
    with pytest.raises(MarksChanged):
        db.write(lambda c: marks.replace(c, [graded(attempt, mark, lowered(mark, "v1"))]))


# Making regrades


def test_a_regrade_replaces_marks_and_is_recorded(db: Database, clock: Clock) -> None:
    one, two = submitted(db), submitted(db)
    kept = mark_of(db, two)
    clock.advance(minutes=5)
    [made] = regrades.apply(
        db,
        [new_regrade((one, mark_of(db, one), lowered(mark_of(db, one))), (two, kept, kept))],
    )
    assert made == Regrade(
        made.id, "history", "exit", FIRST, RegradeKind.NEW_KEY, "v9", "A wrong key.",
        "2026-11-22T09:35:00.000Z",
    )  # fmt: skip
    assert mark_of(db, one).fraction == 0.0
    assert mark_of(db, two) == kept
    [change] = marks.changes_of_attempt(db, one.id)
    assert (change.kind, change.regrade_id) == (ChangeKind.REGRADED, made.id)
    assert marks.changes_of_attempt(db, two.id) == []
    assert attempts.item_texts(db, ["v9"]) == {"v9": "New?"}
    assert regrades.get(db, made.id) == made
    assert regrades.of_quiz(db, "history", "exit") == [(made, 1)]
    assert regrades.of_quiz(db, "history", "written") == []
    assert regrades.behind(db, [made.id, 99]) == {made.id: made}


def changed_meanwhile(db: Database, one: Attempt) -> None:
    mark = mark_of(db, one)
    db.write(
        lambda c: marks.replace(
            c, [graded(one, mark, replace(mark, fraction=0.5, outcome=Outcome.PARTLY_RIGHT))]
        )
    )


def handed_in_meanwhile(db: Database, one: Attempt) -> None:
    submitted(db)


@pytest.mark.parametrize("meanwhile", [changed_meanwhile, handed_in_meanwhile])
def test_a_regrade_of_other_marks_than_were_seen_does_nothing_at_all(
    db: Database, meanwhile: Callable[[Database, Attempt], None]
) -> None:
    one = submitted(db)
    seen = new_regrade((one, mark_of(db, one), lowered(mark_of(db, one))))
    second = mark_of(db, one, SECOND)
    fine = new_regrade((one, second, lowered(second)), item_id=SECOND)
    meanwhile(db, one)
    before = marks.in_class(db, 1)
    with pytest.raises(MarksChanged):
        regrades.apply(db, [replace(seen, marks=[])])
    seconds = [(a, m[1], lowered(m[1])) for a, m in before.items()]
    with pytest.raises(MarksChanged):
        regrades.apply(db, [replace(fine, marks=seconds), seen])
    assert marks.in_class(db, 1) == before
    assert regrades.of_quiz(db, "history", "exit") == []
    assert attempts.item_texts(db, ["v9"]) == {}


def test_marks_of_other_quizzes_and_lessons_are_no_part_of_it(db: Database) -> None:
    one = submitted(db)
    others = [submitted(db, quiz="written"), submitted(db, lesson="geography")]
    lower(db, one)
    assert [mark_of(db, other).fraction for other in others] == [1.0, 1.0]


# Undoing


def test_undoing_gives_identical_marks_and_keeps_the_record(db: Database) -> None:
    class_ = [submitted(db) for _ in range(3)]
    before = marks.in_class(db, 1)
    made = lower(db, *class_)
    assert marks.in_class(db, 1) != before
    undone = regrades.undo(db, made.id)
    assert undone.undone_at
    assert marks.in_class(db, 1) == before
    changes = marks.changes_of_attempt(db, class_[0].id)
    assert [change.kind for change in changes] == [ChangeKind.REGRADED, ChangeKind.UNDONE]
    assert marks.standing(changes) == []
    assert regrades.of_quiz(db, "history", "exit") == [(undone, 3)]


def test_what_was_undone_cannot_be_undone_again(db: Database) -> None:
    made = lower(db, submitted(db))
    regrades.undo(db, made.id)
    with pytest.raises(RegradeStands, match="already"):
        regrades.undo(db, made.id)
    with pytest.raises(NotFound):
        regrades.undo(db, made.id + 1)


def test_regrades_stack_and_are_undone_from_the_top(db: Database) -> None:
    one = submitted(db)
    start = mark_of(db, one)
    first = lower(db, one)
    between = mark_of(db, one)
    second = lower(db, one, version="v10")
    with pytest.raises(RegradeStands, match="later regrade"):
        regrades.undo(db, first.id)
    assert mark_of(db, one).version == "v10"
    regrades.undo(db, second.id)
    assert mark_of(db, one) == between
    regrades.undo(db, first.id)
    assert mark_of(db, one) == start


@pytest.mark.parametrize("same", [True, False])
def test_a_regrade_under_later_marking_by_hand_stands(db: Database, same: bool) -> None:
    one, two = submitted(db), submitted(db)
    made = lower(db, one, two)
    mark = mark_of(db, one)
    by_hand = mark if same else replace(mark, graded=True)
    db.write(lambda c: marks.replace(c, [graded(one, mark, by_hand)]))
    with pytest.raises(RegradeStands, match="by hand"):
        regrades.undo(db, made.id)
    assert mark_of(db, one) == by_hand
    assert mark_of(db, two).fraction == 0.0
    back = replace(graded(one, by_hand, mark), kind=ChangeKind.UNDONE)
    db.write(lambda c: marks.replace(c, [back]))
    regrades.undo(db, made.id)
    assert mark_of(db, one).fraction == mark_of(db, two).fraction == 1.0


# Those who are still working


def test_a_regrade_holds_for_the_attempts_that_were_open_and_no_others(db: Database) -> None:
    done, open_ = submitted(db), begin(db)
    elsewhere, without = begin(db, quiz="written"), begin(db, items=ITEMS[1:])
    made = lower(db, done)
    later = begin(db)
    assert regrades.in_force(db, open_).regrades == (made,)
    for other in (done, elsewhere, without, later):
        assert regrades.in_force(db, other).regrades == ()
    assert regrades.in_force(db, later).events == 1
    assert regrades.in_force(db, elsewhere).events == 0
    second = lower(db, done, version="v10")
    assert regrades.in_force(db, open_).regrades == (made, second)
    regrades.undo(db, second.id)
    assert regrades.in_force(db, open_) == regrades.InForce(3, (made,))


def after(db: Database, attempt: Attempt, mark: Mark) -> Regraded:
    """What a submit now must say of this mark."""
    holding = regrades.in_force(db, attempt)
    changes, last = [], mark
    for made in holding.regrades:
        change = MarkChange(
            attempt.id,
            mark.item_id,
            "now",
            ChangeKind.REGRADED,
            last,
            lowered(last, made.version),
            made.id,
        )  # fmt: skip
        changes.append(change)
        last = change.after
    return Regraded(holding.events, changes)


def test_a_submit_after_the_regrade_has_the_same_record(db: Database) -> None:
    done, open_ = submitted(db), begin(db)
    made = lower(db, done)
    known = after(db, open_, all_right(open_)[0])
    assert attempts.submit(db, open_.id, 0, all_right(open_), known)
    assert mark_of(db, open_) == mark_of(db, done)
    first, second = (marks.changes_of_attempt(db, one.id) for one in (done, open_))
    assert [(c.before, c.after, c.regrade_id, c.kind) for c in first] == [
        (c.before, c.after, c.regrade_id, c.kind) for c in second
    ]
    assert regrades.of_quiz(db, "history", "exit") == [(made, 2)]
    regrades.undo(db, made.id)
    assert mark_of(db, open_) == all_right(open_)[0]


@pytest.mark.parametrize("way", ["regraded", "undone"])
@pytest.mark.parametrize("step", ["submit", "check"])
def test_marks_given_without_knowing_of_a_regrade_are_refused(
    db: Database, way: str, step: str
) -> None:
    done, open_ = submitted(db), begin(db)
    responses.save(db, open_.id, [Save(FIRST, {"text": "mine"}, 1)])
    made = lower(db, done) if way == "undone" else None
    known, earned = after(db, open_, all_right(open_)[0]), all_right(open_)
    if made:
        regrades.undo(db, made.id)
    else:
        lower(db, done)

    def give(known: Regraded) -> bool:
        if step == "submit":
            return attempts.submit(db, open_.id, 1, earned, known)
        return responses.check(db, open_.id, FIRST, earned[0], known, sequence=1)

    assert not give(known)
    assert marks.of_attempt(db, open_.id) == ()
    assert attempts.get(db, open_.id) == replace(open_, revision=1)
    assert not responses.of_attempt(db, open_.id)[FIRST].checked
    assert give(after(db, open_, earned[0]))
    assert mark_of(db, open_).fraction == (1.0 if way == "undone" else 0.0)


def test_regrades_elsewhere_are_no_concern_of_a_submit(db: Database) -> None:
    open_ = begin(db)
    regrades.apply(db, [replace(new_regrade(), quiz="written")])
    assert attempts.submit(db, open_.id, 0, all_right(open_))


# Looking up


def test_the_work_on_an_item_has_every_attempt_that_asked_it(db: Database) -> None:
    done, open_ = submitted(db), begin(db)
    begin(db, quiz="written")
    begin(db, items=ITEMS[1:])
    responses.save(db, open_.id, [Save(FIRST, {"text": "mine"}, 1)])
    found = {one.attempt_id: one for one in regrades.work(db, "history", "exit", FIRST)}
    assert found.keys() == {done.id, open_.id}
    assert (found[done.id].mark, found[done.id].given) == (mark_of(db, done), {})
    assert (found[open_.id].mark, found[open_.id].given) == (None, {"text": "mine"})
    assert found[open_.id].version == "v1"
    assert found[open_.id].class_name == "My class"


def test_what_a_quiz_was_taken_with_ends_with_the_newest(db: Database) -> None:
    assert regrades.taken(db, "history", "exit") == []
    assert regrades.titles(db, "history", "exit") is None
    begin(db)
    begin(db, items=[(FIRST, "v7", "Newer?")])
    assert regrades.taken(db, "history", "exit") == ["v1", "v2", "v3", "v7"]
    assert regrades.titles(db, "history", "exit") == ("Exit quiz", "History")


def test_what_is_outdated_is_found_from_the_versions_of_each_item(db: Database) -> None:
    """Not from the attempts at its quiz, of which there may be as many as the school has pupils."""
    steps = plan(db, lambda: regrades.outdated(db, [("history", "exit", FIRST, "v9")]))
    assert [step for step in steps if re.match(r"(SCAN|SEARCH) [vma]\b", step)] == [
        "SEARCH v USING INDEX versions_of_item (item_id=?)",
        "SEARCH m USING COVERING INDEX marks_of_version (version=?)",
        "SEARCH a USING INDEX sqlite_autoindex_attempts_1 (id=?)",
    ]


def test_the_pages_of_a_quiz_look_at_its_own_attempts_only(db: Database) -> None:
    asked: list[Callable[[], object]] = [
        lambda: regrades.work(db, "history", "exit", FIRST),
        lambda: regrades.taken(db, "history", "exit"),
        lambda: regrades.titles(db, "history", "exit"),
    ]
    for ask in asked:
        first, *more = plan(db, ask)
        assert re.fullmatch(
            r"SEARCH \w+ USING INDEX attempts_of_quiz \(lesson=\? AND quiz=\?\)", first
        )
        assert not any(step.startswith("SCAN") for step in more)


def test_removing_an_attempt_takes_its_place_in_the_queue_with_it(db: Database) -> None:
    open_ = begin(db)
    regrades.apply(db, [new_regrade()])

    def remove(connection: object) -> None:
        for table in ("attempt_items", "attempts"):
            column = "id" if table == "attempts" else "attempt_id"
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (open_.id,))  # type: ignore[attr-defined]

    db.write(remove)
    assert db.rows("SELECT count(*) FROM regrades_waiting") == [(0,)]


@pytest.mark.slow
def test_ten_who_undo_at_once_undo_once(db: Database) -> None:
    made = lower(db, submitted(db))
    together, undone = Barrier(10), list[bool]()

    def work() -> None:
        together.wait(30)
        try:
            regrades.undo(db, made.id)
            undone.append(True)
        except RegradeStands:
            undone.append(False)

    threads = [Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(undone) == [False] * 9 + [True]
