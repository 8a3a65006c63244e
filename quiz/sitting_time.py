"""The time of a sitting and of the attempts in it. Pure arithmetic, all in seconds.

Three clocks are kept apart. The *classroom's clock* counts how long the program has served; it
stands still while the laptop is closed and knows nothing of the time of day. A *sitting's own time*
follows it, but stands still while the sitting is paused. An attempt's end is a moment in its
sitting's time, so a pause, a restart or a wrong wall clock moves nobody's end.
"""

from __future__ import annotations

from quiz.model import Attempt, Sitting, SittingState

GRACE = 3.0
"""For so long after its end an attempt still takes answers: those that were under way by then."""
HANDED_IN_AFTER = GRACE + 1
"""So long after its end an attempt is handed in, when every answer under way has come."""
MOST_EXTRA = 8 * 3600
"""The most that anybody is given at once."""


def passed(ran: float, running_since: float | None, reading: float) -> float:
    """A sitting's own time when the classroom's clock stands at `reading`.

    After a crash that clock may stand a moment before what it had shown; time never goes back.
    """
    return ran if running_since is None else ran + max(0.0, reading - running_since)


def elapsed(sitting: Sitting, reading: float) -> float:
    """How much of its own time has passed in a sitting."""
    return passed(sitting.ran, sitting.running_since, reading)


def full_time(limit: int | None, multiplier: float, extra: int) -> float | None:
    """What one student has for an attempt: the limit, multiplied, and what was added to it."""
    return None if limit is None else limit * multiplier + extra


def left(sitting: Sitting | None, attempt: Attempt, reading: float) -> float | None:
    """What an open attempt still has, 0 once its time is up; None without a limit."""
    if sitting is None or attempt.ends_after is None:
        return None
    return max(0.0, attempt.ends_after - elapsed(sitting, reading))


def is_over(sitting: Sitting, reading: float) -> bool:
    """Whether nobody can begin in the sitting any more."""
    past = sitting.closes_after is not None and elapsed(sitting, reading) >= sitting.closes_after
    return sitting.state is SittingState.CLOSED or past


def in_words(seconds: float) -> str:
    """A stretch of time as one says it: `about 20 minutes`, `1 minute`, `less than a minute`."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes == 1:
        return "1 minute"
    if minutes > 10:
        minutes = 5 * round(seconds / 300)
        return f"about {minutes} minutes"
    return f"{minutes} minutes"
