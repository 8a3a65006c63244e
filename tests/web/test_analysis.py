"""How quizzes and their questions worked, as an instructor reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask

from quiz.charts import FEW
from quiz.content.render import Renderer
from quiz.demo.answers import BLANK, ability, answer_of, wrong_answer
from quiz.misconceptions import FEWEST
from quiz.model import Given, Item, Quiz
from quiz.questions import types
from quiz.storage import classes, instructors
from quiz.storage.database import Database
from quiz.web import create_app
from quiz.web.services import EXTENSION, Services
from tests.answers import fill, key_of, quizzes
from tests.conftest import ALL_TYPES
from tests.visitor import Visitor

ALL = "/instructor/analysis/all-types/all"
AT_ONCE = "/instructor/analysis/at-once/at-once"
MISCONCEPTIONS = "/instructor/misconceptions"
pytestmark = pytest.mark.slow

PAGES = ("/instructor/analysis", ALL, MISCONCEPTIONS)
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
NAMES = ["Student One", "طالب علم", "Student <i>Three</i>"]
NAMES += [f"Student Number-{number}" for number in range(4, 31)]

Answers = Callable[[int, Item], Given]


def quiz_of(lesson: str, quiz: str) -> Quiz:
    return quizzes(ALL_TYPES)[lesson, quiz]


def services(app: Flask) -> Services:
    found: Services = app.extensions[EXTENSION]
    return found


def laptop_of(app: Flask) -> Visitor:
    """The instructor's browser."""
    browser = Visitor(app.test_client())
    browser.get(f"/instructor/enter/{instructors.new_link_token(services(app).db.folder)}")
    return browser


def take(browser: Visitor, lesson: str, quiz: str, answers: Answers) -> str:
    """Take a quiz; the attempt's id. `answers` gets the item's place, from 0, and the item."""
    form = browser.start(lesson, quiz)
    attempt_id = browser.path.rpartition("/")[2]
    for number, item in enumerate(quiz_of(lesson, quiz).items):
        fill(form, item, answers(number, item))
    browser.hand_in(form)
    assert browser.path == f"/attempts/{attempt_id}/review"
    return attempt_id


def right(number: int, item: Item) -> Given:
    return key_of(item)


def wrong(number: int, item: Item) -> Given:
    return wrong_answer(item, number)


def newcomer(app: Flask, name: str) -> Visitor:
    browser = Visitor(app.test_client())
    browser.join(name)
    return browser


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def card(page: str, item_id: str) -> str:
    """The part of the page about one item."""
    found = re.search(rf'<section class="card" id="item-{item_id}".*?</section>', page, re.DOTALL)
    assert found, f"no card for {item_id}"
    return found[0]


def rows(html: str) -> list[str]:
    """The words of each row of a part's table bodies."""
    return [words(row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)]


def given_by_class(student: int, number: int, item: Item) -> Given:
    """As in the invented class, but some write what no author foresees."""
    if item.id == "short-text" and student in (4, 9, 14):
        return {"text": HOSTILE}
    if item.id == "short-text" and student == 5:
        return {"text": "سائیکلوں کا شیڈ"}
    if item.type == "open response":
        return BLANK if student % 7 == 3 else key_of(item)
    return answer_of(student, ability(student, len(NAMES)), item)


@pytest.fixture(scope="module")
def full_class(tmp_path_factory: pytest.TempPathFactory, renderer: Renderer) -> Iterator[Flask]:
    """An app with 30 students who have taken the quiz of all types. For reading only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("quiz.web.Renderer", lambda link: renderer)
        app = create_app(tmp_path_factory.mktemp("class") / "data", ALL_TYPES)
        for student, name in enumerate(NAMES):
            take(
                newcomer(app, name),
                "all-types",
                "all",
                lambda number, item, student=student: given_by_class(student, number, item),
            )
        yield app
        services(app).backups.wait()
        services(app).db.close()


@pytest.fixture
def desk(full_class: Flask) -> Visitor:
    """The instructor's browser beside the class of 30."""
    return laptop_of(full_class)


# A class of 30


def test_every_figure_says_of_how_many_it_is(desk: Visitor) -> None:
    page = desk.get(ALL)
    assert "30 students have submitted this quiz" in desk.words
    assert "first attempt that they submitted" in desk.words
    for item in quiz_of("all-types", "all").items:
        if item.id == "open":
            continue
        text = words(card(page, item.id))
        assert re.search(r"Facility \d+ % (\d+ to \d+ %, )?n = \d+", text), text
        assert re.search(r"Left blank \d+ of 30", text), text


def test_the_options_are_counted_as_they_were_chosen(desk: Visitor) -> None:
    page = desk.get(ALL)
    for item_id in ("single", "single-long", "multiple", "multiple-one-key", "true-false"):
        items = quiz_of("all-types", "all").items
        [(number, item)] = [(n, i) for n, i in enumerate(items) if i.id == item_id]
        kind = types()[item.type]
        said = Counter(
            each
            for student in range(30)
            for each in kind.classify(item.body, given_by_class(student, number, item))
        )
        shown = rows(card(page, item_id))[1:]
        assert len(shown) == len(kind.possible(item.body))
        for option, row in zip(kind.possible(item.body), shown, strict=True):
            count = said[option]
            start = words(option.text) + (" ✓ Key" if option.right else "")
            assert row.startswith(f"{start} {count} {count / 30:.0%}".replace("%", " %")), row


def test_the_top_and_the_bottom_third_are_told_apart(desk: Visitor) -> None:
    head, *options = rows(card(desk.get(ALL), "single"))
    found = re.search(r"Top third of (\d+) Bottom third of (\d+)", head)
    assert found
    thirds = [[int(number) for number in row.split()[-2:]] for row in options]
    for place in (0, 1):
        assert 0 < sum(row[place] for row in thirds) <= int(found[place + 1])


def test_typed_answers_stand_by_frequency_and_run_nothing(desk: Visitor) -> None:
    page = card(desk.get(ALL), "short-text")
    counts = [
        int(count) for row in rows(page) for count in re.findall(r"^.* typed (\d+) \d+ %", row)
    ]
    assert len(counts) > 4
    assert counts == sorted(counts, reverse=True)
    shown = re.findall(r'<span class="said" dir="auto">(.*?)</span>', page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "سائیکلوں کا شیڈ" in shown
    assert "<script>alert" not in desk.text
    assert "<img src=x" not in desk.text


def test_the_heat_map_has_a_row_for_each_student_with_the_best_first(desk: Visitor) -> None:
    page = desk.get(ALL)
    [heat] = re.findall(r'<table class="heat">.*?</table>', page, re.DOTALL)
    head, *students, foot = rows(heat)
    items = quiz_of("all-types", "all").items
    assert head.count("Question") == len(items)
    assert len(students) == 30
    totals = [re.findall(r"([\d.]+) of ([\d.]+)", row)[0] for row in students]
    shares = [float(points) / float(graded) for points, graded in totals]
    assert shares == sorted(shares, reverse=True)
    for row in re.findall(r"<tr>.*?</tr>", heat, re.DOTALL)[1:-1]:
        squares = re.findall(r'<td class="square.*?</td>', row, re.DOTALL)
        assert len(squares) == len(items)
        for square in squares:
            # A symbol, and the word for who can't see it, in every square.
            assert re.search(r'aria-hidden="true">[✓◐✗–…]</span><span class="unseen">\w', square)
    assert foot.startswith("Facility")
    assert set(re.findall(r"is-shade-(\d)", heat)) >= {"0", "4"}


def test_names_can_be_hidden_and_stay_so(desk: Visitor) -> None:
    shown = desk.get(ALL)
    assert "Student Number-30" in shown
    assert "Student &lt;i&gt;Three&lt;/i&gt;" in shown
    for path in (f"{ALL}?names=hidden", ALL, MISCONCEPTIONS):
        page = desk.get(path)
        assert not re.search(r"Student Number|طالب علم|Student One|Three", page)
        assert "Names are hidden." in page
        # Nor is there a way to a name.
        assert "/instructor/attempts/" not in page
    assert "Student Number-30" in desk.get(f"{MISCONCEPTIONS}?names=shown")
    assert "Student Number-30" in desk.get(ALL)
    desk.get(f"{ALL}?names=nonsense")
    assert desk.status == 200


def test_a_picture_says_its_finding_and_has_a_table(desk: Visitor) -> None:
    page = desk.get(ALL)
    [label] = re.findall(r'<svg class="chart" role="img" aria-label="([^"]+)"', page)
    assert re.fullmatch(
        r"Grades run from \d+ % to \d+ %; half of the 30 are \d+ % or higher\.", label
    )
    [picture] = re.findall(r'<figure class="picture">.*?</figure>', page, re.DOTALL)
    assert label in words(picture[picture.index("<figcaption>") :])
    assert picture.count('<circle class="dot"') == 30
    counts = [int(row.split()[-1]) for row in rows(picture)[1:]]
    assert sum(counts) == 30


def test_open_responses_wait_until_they_are_graded(desk: Visitor) -> None:
    page = desk.get(ALL)
    number, item = next(
        (n, i) for n, i in enumerate(quiz_of("all-types", "all").items) if i.id == "open"
    )
    waiting = sum(bool(given_by_class(student, number, item)) for student in range(30))
    assert 0 < waiting < 30
    assert f"{waiting} responses wait to be marked" in desk.words
    text = words(card(page, "open"))
    assert f"To mark {waiting} of 30" in text
    assert "/instructor/marking/all-types/all/open" in page
    assert f"Facility {waiting} responses wait for your mark." in text
    assert f"Discrimination {waiting} responses wait for your mark." in text
    assert "⚑ Few points" not in text
    assert "1 question waits for marks and is left out of the grades on this page: question 15" in (
        desk.words
    )
    assert "The hardest was question 15" not in desk.words


def test_every_question_leads_to_its_line_and_to_its_regrade(desk: Visitor) -> None:
    page = desk.get(ALL)
    for item in quiz_of("all-types", "all").items:
        part = unescape(card(page, item.id))
        assert f"/instructor/lessons/all-types/edit?line={item.line}" in part
        assert f"/instructor/regrades/all-types/all/{item.id}" in part
    assert 'href="/instructor/gradebook?class=1"' in page
    assert 'href="/instructor/regrades/all-types/all?class=1"' in page


def test_the_list_of_quizzes_says_where_there_is_something_to_see(desk: Visitor) -> None:
    page = desk.get("/instructor/analysis")
    first, second, third = rows(page)[1:]
    assert re.match(r"All ten kinds Every kind of question 30 \d+ % n = 30 \d+ responses", first)
    assert second == "Checked one by one Feedback at once 0 – –"
    assert third == "Marked later Feedback after release 0 – –"
    assert f'href="{ALL}?class=1"' in page
    assert AT_ONCE not in page


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_keep_to_the_content_security_policy(desk: Visitor, path: str) -> None:
    page = desk.get(path)
    assert desk.status == 200
    assert not re.search(r"\sstyle=|\son\w+=\"|<script(?! src)", page)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_grows_its_queries_with_the_class(
    full_class: Flask, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    small = make_app()
    take(newcomer(small, "Student One"), "all-types", "all", right)
    asked: list[str] = []
    plain = Database.rows

    def counting(self: Database, sql: str, *rest: object) -> list[tuple[object, ...]]:
        asked.append(sql)
        return plain(self, sql, *rest)  # type: ignore[arg-type]

    counts = []
    for app in (small, full_class):
        browser = laptop_of(app)
        # Once before, so that the items' texts are known.
        browser.get(path)
        with monkeypatch.context() as patch:
            patch.setattr(Database, "rows", counting)
            asked.clear()
            browser.get(path)
            counts.append(len(asked))
    assert counts[0] == counts[1] > 0


# Which attempts and which students count


def test_only_the_first_submitted_attempt_counts(app: Flask, student: Visitor) -> None:
    take(student, "at-once", "at-once", wrong)
    take(student, "at-once", "at-once", right)
    laptop = laptop_of(app)
    page = laptop.get(AT_ONCE)
    assert "1 student has submitted" in laptop.words
    assert "The one grade is 0 %" in laptop.words
    head, wrong_row, *_ = rows(card(page, "at-once-single"))
    assert "of 1" in head
    assert "✓ Key 0 0 %" in wrong_row
    assert "1 0 % n = 1 0" in words(laptop.get("/instructor/analysis"))


def test_whoever_left_blank_what_waits_ranks_no_lower_for_it(app: Flask) -> None:
    def all_but_the_essay(number: int, item: Item) -> Given:
        return {} if item.id == "release-open" else key_of(item)

    take(newcomer(app, "Student Blank"), "release", "release", all_but_the_essay)
    take(newcomer(app, "Student Written"), "release", "release", right)
    laptop = laptop_of(app)
    assert "Marked later Feedback after release 2 100 % n = 2 1 response" in words(
        laptop.get("/instructor/analysis")
    )
    page = laptop.get("/instructor/analysis/release/release")
    assert "The mean grade is 100 % (n = 2)" in laptop.words
    [heat] = re.findall(r'<table class="heat">.*?</table>', page, re.DOTALL)
    students = {row.split(" ")[1]: row for row in rows(heat)[1:-1]}
    assert students["Blank"].endswith("3 of 3")
    assert students["Written"].endswith("3 of 3 1 to mark")


def test_an_attempt_in_progress_is_no_first_attempt(app: Flask, student: Visitor) -> None:
    student.start("at-once", "at-once")
    laptop = laptop_of(app)
    laptop.get(AT_ONCE)
    assert "has submitted this quiz yet; 1 student is working on it" in laptop.words


def test_another_class_is_another_page(app: Flask, student: Visitor) -> None:
    db = services(app).db
    here = classes.first(db).id
    take(student, "at-once", "at-once", right)
    there = classes.make(db, "The other class").id
    for number in range(3):
        take(newcomer(app, f"Stranger {number}"), "at-once", "at-once", wrong)
    laptop = laptop_of(app)
    mine = laptop.get(f"{AT_ONCE}?class={here}")
    assert "1 student has submitted" in laptop.words
    assert "Student One" in mine
    assert "Stranger" not in mine
    assert "Stranger" not in laptop.get(MISCONCEPTIONS)
    assert "3 of 3" not in laptop.words
    assert "1 100 % n = 1 0" in words(laptop.get("/instructor/analysis"))
    theirs = laptop.get(f"{AT_ONCE}?class={there}")
    assert "3 students have submitted" in laptop.words
    assert "Student One" not in theirs
    assert "3 of 3 students showed it" in words(laptop.get(MISCONCEPTIONS))


# Small classes, and none


@pytest.mark.parametrize("path", PAGES)
def test_nobody_yet(app: Flask, path: str) -> None:
    laptop = laptop_of(app)
    laptop.get(path)
    assert laptop.status == 200
    assert "Nobody in" in laptop.words
    assert "Once students have" in laptop.words


def test_a_course_without_quizzes(make_app: Callable[..., Flask], tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    laptop = laptop_of(make_app(tmp_path / "empty"))
    for path in ("/instructor/analysis", MISCONCEPTIONS):
        laptop.get(path)
        assert laptop.status == 200
    assert "no quizzes yet" in laptop.get("/instructor/analysis")


@pytest.mark.parametrize("students", [1, 3])
def test_a_few_students_get_no_false_figure(app: Flask, students: int) -> None:
    for number in range(students):
        answers = (right, wrong)[number % 2]
        take(newcomer(app, f"Student {number}"), "all-types", "all", answers)
    laptop = laptop_of(app)
    page = laptop.get(ALL)
    assert laptop.status == 200
    text = words(card(page, "single"))
    assert re.search(r"Discrimination With \w+ students? this figure would be chance", text)
    assert "Top third" not in text
    assert re.search(r"Cronbach’s alpha\) [A-Z]", laptop.words)
    assert page.count('<circle class="dot"') == students


def test_forty_students_are_columns(app: Flask) -> None:
    for number in range(FEW):
        answers = (right, wrong)[number % 2]
        take(newcomer(app, f"Student {number}"), "at-once", "at-once", answers)
    page = laptop_of(app).get(AT_ONCE)
    assert 'class="dot"' not in page
    assert page.count('<rect class="column"') == 10
    assert re.findall(r'<text class="count"[^>]*>(\d+)</text>', page) == ["20", "20"]


@pytest.mark.parametrize(
    "path", ["nowhere/all", "all-types/nothing", "%00/x", "%ED%A0%80/x", "x/" + "y" * 500]
)
def test_a_quiz_that_never_was(app: Flask, path: str) -> None:
    laptop = laptop_of(app)
    laptop.get(f"/instructor/analysis/{path}")
    assert laptop.status == 404


@pytest.mark.parametrize("path", PAGES)
def test_students_stay_outside(student: Visitor, path: str) -> None:
    student.get(path)
    assert student.status == 403


# Questions that changed since


@pytest.fixture
def own_course(tmp_path: Path) -> Path:
    """A copy of the course that a test may change."""
    return Path(copytree(ALL_TYPES, tmp_path / "lessons"))


def change(course: Path, file: str, old: str, new: str) -> None:
    text = (course / file).read_text("utf-8")
    assert text.count(old) == 1
    (course / file).write_text(text.replace(old, new), "utf-8")


def test_a_question_that_was_changed_says_so(
    make_app: Callable[..., Flask], own_course: Path
) -> None:
    app = make_app(own_course)
    take(newcomer(app, "Student One"), "at-once", "at-once", wrong)
    change(own_course, "02-at-once.md", "- ( ) A quiet corner {M3}", "- ( ) A silent corner {M3}")
    laptop = laptop_of(app)
    page = laptop.get(AT_ONCE)
    assert "Since students answered, question 1 was changed" in laptop.words
    text = words(card(page, "at-once-single"))
    assert "1 student of 1 answered it as it was before it was changed" in text
    # A reworded option stands for the same; one that went is counted beside what can be chosen now.
    assert "A silent corner 1 100 %" in text
    assert "A quiet corner" not in text
    change(own_course, "02-at-once.md", "- ( ) A silent corner {M3}", "- ( ) Bees {M3}")
    text = words(card(laptop.get(AT_ONCE), "at-once-single"))
    assert "Bees 0 0 %" in text
    assert "A quiet corner 1 100 %" in text
    assert "before it was changed" not in words(card(page, "at-once-numeric"))


def test_a_question_that_was_taken_out_is_still_there(
    make_app: Callable[..., Flask], own_course: Path
) -> None:
    app = make_app(own_course)
    take(newcomer(app, "Student One"), "at-once", "at-once", wrong)
    text = (own_course / "02-at-once.md").read_text("utf-8")
    (own_course / "02-at-once.md").write_text(text[: text.index("### Who drives")], "utf-8")
    laptop = laptop_of(app)
    page = laptop.get(AT_ONCE)
    gone = card(page, "at-once-short-text")
    assert "This question is no longer in the quiz." in gone
    assert "/edit" not in gone
    assert "† no longer in the quiz" in laptop.words


def test_a_quiz_that_left_the_course_can_still_be_read(
    make_app: Callable[..., Flask], own_course: Path
) -> None:
    app = make_app(own_course)
    take(newcomer(app, "Student One"), "at-once", "at-once", wrong)
    (own_course / "02-at-once.md").unlink()
    laptop = laptop_of(app)
    assert "Checked one by one" in laptop.get("/instructor/analysis")
    page = laptop.get(AT_ONCE)
    assert "1 student has submitted" in laptop.words
    assert "Who drives" in page
    assert laptop.get(MISCONCEPTIONS)
    assert laptop.status == 200


# What the class misunderstood


def only_wrong_at(item_id: str) -> Answers:
    return lambda number, item: (wrong if item.id == item_id else right)(0, item)


def test_a_misconception_is_told_in_a_sentence(app: Flask) -> None:
    for number in range(5):
        answers = only_wrong_at("at-once-single") if number < FEWEST else right
        take(newcomer(app, f"Student {number}"), "at-once", "at-once", answers)
    laptop = laptop_of(app)
    page = laptop.get(MISCONCEPTIONS)
    assert f"Most of all: M3 . {FEWEST} of 5 students showed it; reteach P1 ." in laptop.words
    assert "/instructor/lessons/reading?class=1#p1" in page
    assert f'href="{AT_ONCE}?class=1#item-at-once-single"' in page
    assert "No later lesson that they took asks for it again." in laptop.words
    [who] = re.findall(r'<ul class="who-list">.*?</ul>', page, re.DOTALL)
    assert words(who) == "Student 0 Student 1 Student 2"
    assert "nobody did: M12 , met by 5 students." in laptop.words


def test_one_students_slip_is_not_told_of_the_class(app: Flask) -> None:
    for number in range(5):
        answers = only_wrong_at("at-once-single") if number == 0 else right
        take(newcomer(app, f"Student {number}"), "at-once", "at-once", answers)
    laptop = laptop_of(app)
    page = laptop.get(MISCONCEPTIONS)
    assert "No misconception showed in 3 students or more" in laptop.words
    assert "M3 : 1 student of 5" in laptop.words
    assert "reteach" not in page
    assert "who-list" not in page


def test_what_came_back_in_a_later_lesson_is_counted(app: Flask) -> None:
    for number in range(4):
        browser = newcomer(app, f"Student {number}")
        take(browser, "all-types", "all", only_wrong_at("single-long"))
        again = only_wrong_at("at-once-single") if number < 2 else right
        take(browser, "at-once", "at-once", again)
    laptop = laptop_of(app)
    laptop.get(MISCONCEPTIONS)
    assert "4 students met it again in a later lesson, and it came back with 2 of them." in (
        laptop.words
    )


def test_tags_have_the_names_that_the_course_gives_them(
    make_app: Callable[..., Flask], own_course: Path
) -> None:
    app = make_app(own_course)
    for number in range(FEWEST):
        answers = only_wrong_at("at-once-single")
        take(newcomer(app, f"Student {number}"), "at-once", "at-once", answers)
    laptop = laptop_of(app)
    laptop.get(MISCONCEPTIONS)
    assert "Most of all: M3" in laptop.words
    names = "lang: en\ncheck:\n  tags:\n    M3: Turned <b>round</b>\n"
    change(own_course, "index.md", "lang: en\n", names)
    page = laptop.get(MISCONCEPTIONS)
    assert "Most of all: Turned <b>round</b>" in laptop.words
    assert "Turned &lt;b&gt;round&lt;/b&gt;" in page
    change(own_course, "index.md", "Turned <b>round</b>", "Reversal")
    assert "Reversal" in laptop.get(MISCONCEPTIONS)
    (own_course / "index.md").unlink()
    laptop.get(MISCONCEPTIONS)
    assert "Most of all: M3" in laptop.words


def test_a_course_that_names_no_misconception_says_how(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "01-a.md").write_text(
        "---\ntitle: A\n---\n\n## Quiz: Short {#short}\n\n### Two? {#two}\n\n= 2\n", "utf-8"
    )
    app = make_app(folder)
    browser = newcomer(app, "Student One")
    browser.hand_in(browser.start("a", "short"))
    laptop = laptop_of(app)
    laptop.get(MISCONCEPTIONS)
    assert "No question that this class has answered names a misconception" in laptop.words


def test_the_class_of_thirty_has_its_misconceptions_worst_first(desk: Visitor) -> None:
    page = desk.get(MISCONCEPTIONS)
    shown = [int(count) for count in re.findall(r"<p><strong>(\d+) of \d+</strong>", page)]
    assert len(shown) > 3
    assert shown == sorted(shown, reverse=True)
    assert min(shown) >= FEWEST
