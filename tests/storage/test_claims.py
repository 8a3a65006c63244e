from __future__ import annotations

import pytest

from quiz.errors import NameTaken, NotFound, TooManyClaims
from quiz.model import Kind
from quiz.storage import claims, class_log, merging, students
from quiz.storage.database import Database
from tests.storage.samples import Clock


def sam(db: Database) -> int:
    return students.join(db, "Sam", 1)[0].id


def test_a_granted_claim_is_a_session_of_the_student(db: Database) -> None:
    token = claims.ask(db, sam(db))
    assert claims.waits(db, token) == "Sam"
    assert students.by_session(db, token) is None
    [claim] = claims.of_class(db, 1)
    claims.grant(db, claim.id)
    assert claims.of_class(db, 1) == []
    assert claims.waits(db, token) is None
    found = students.by_session(db, token)
    assert found is not None
    assert found.name == "Sam"
    with pytest.raises(NotFound):
        claims.grant(db, claim.id)


def test_a_refused_claim_is_nothing(db: Database) -> None:
    token = claims.ask(db, sam(db))
    [claim] = claims.of_class(db, 1)
    claims.refuse(db, claim.id)
    assert claims.waits(db, token) is None
    assert students.by_session(db, token) is None


def test_claims_are_bounded_and_old_ones_give_way(db: Database, clock: Clock) -> None:
    student = sam(db)
    for _ in range(claims.MOST):
        claims.ask(db, student)
    with pytest.raises(TooManyClaims):
        claims.ask(db, student)
    clock.advance(hours=3)
    claims.ask(db, student)
    assert len(claims.of_class(db, 1)) == 1


def test_only_the_hash_of_a_claims_token_is_stored(db: Database) -> None:
    token = claims.ask(db, sam(db))
    db.close()
    kept = b"".join(path.read_bytes() for path in db.folder.rglob("*") if path.is_file())
    assert token.encode() not in kept


@pytest.mark.parametrize("claim_id", ["", "x", "0" * 64, "\x00", "\ud800"])
def test_what_nobody_claimed_cannot_be_granted(db: Database, claim_id: str) -> None:
    sam(db)
    with pytest.raises(NotFound):
        claims.grant(db, claim_id)


def test_a_merged_students_claims_and_log_go_along(db: Database) -> None:
    gone, kept = sam(db), students.join(db, "Sam B", 1)[0].id
    claims.ask(db, gone)
    merging.merge(db, gone, kept)
    assert [claim.student_id for claim in claims.of_class(db, 1)] == [kept]
    assert {one.student_id for one in class_log.of_class(db, 1)} == {kept}


def test_a_name_that_is_taken_is_refused_in_the_same_step_as_it_is_looked_up(db: Database) -> None:
    first = sam(db)
    with pytest.raises(NameTaken) as taken:
        students.join(db, "SAM", 1, same=lambda name: name.casefold() == "sam")
    assert taken.value.student_ids == [first]
    assert len(students.in_class(db, 1)) == 1


def test_what_happened_is_kept_newest_first(db: Database) -> None:
    student, token = students.join(db, "Sam", 1)
    students.rejoin(db, student.code)
    students.leave(db, token)
    students.change(db, student.id, name="Sam B", external_id="", class_id=1)
    class_log.note_tries(db, Kind.WRONG_CLASS_CODE, detail="192.168.1.50")
    found = class_log.of_class(db, 1)
    assert [(one.kind, one.student, one.detail) for one in found] == [
        (Kind.WRONG_CLASS_CODE, None, "192.168.1.50"),
        (Kind.RENAMED, "Sam B", "Sam"),
        (Kind.LEFT, "Sam B", ""),
        (Kind.CAME_BACK, "Sam B", ""),
        (Kind.JOINED, "Sam B", ""),
    ]
    assert class_log.of_class(db, 1, before=found[2].id, limit=1) == [found[3]]
    assert [one.kind for one in class_log.of_class(db, 2)] == [Kind.WRONG_CLASS_CODE]


def test_a_burst_of_tries_is_one_row(db: Database, clock: Clock) -> None:
    for _ in range(30):
        class_log.note_tries(db, Kind.WRONG_CLASS_CODE, detail="192.168.1.50")
        clock.advance(seconds=6)
    class_log.note_tries(db, Kind.WRONG_CLASS_CODE, detail="192.168.1.51")
    clock.advance(minutes=10)
    class_log.note_tries(db, Kind.WRONG_CLASS_CODE, detail="192.168.1.50")
    assert [(one.detail, one.times) for one in class_log.of_class(db, 1)] == [
        ("192.168.1.50", 1),
        ("192.168.1.51", 1),
        ("192.168.1.50", 30),
    ]


def test_the_log_of_a_class_is_bounded(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_log, "KEPT", 5)
    monkeypatch.setattr(class_log, "PRUNED_EVERY", 1)
    for _ in range(4):
        db.write(lambda c: class_log.note(c, db.stamp(), Kind.DOOR_OPENED, class_id=1))
    for _ in range(9):
        db.write(lambda c: class_log.note(c, db.stamp(), Kind.AT_THE_DESK))
    assert [one.kind for one in class_log.of_class(db, 1)] == [Kind.AT_THE_DESK] * 5 + [
        Kind.DOOR_OPENED
    ] * 4


def test_one_address_cannot_take_the_places_of_all_others(db: Database) -> None:
    student = sam(db)
    for _ in range(claims.MOST_FROM_ONE):
        claims.ask(db, student, "192.168.1.66")
    with pytest.raises(TooManyClaims):
        claims.ask(db, student, "192.168.1.66")
    claims.ask(db, student, "192.168.1.50")
    assert len(claims.of_class(db, 1)) == claims.MOST_FROM_ONE + 1


def test_a_browser_that_asks_again_waits_once(db: Database) -> None:
    first, second = sam(db), students.join(db, "Sam B", 1)[0].id
    token = claims.ask(db, first)
    newer = claims.ask(db, second, instead_of=token)
    assert claims.waits(db, token) is None
    assert claims.waits(db, newer) == "Sam B"
    assert [claim.student_id for claim in claims.of_class(db, 1)] == [second]
