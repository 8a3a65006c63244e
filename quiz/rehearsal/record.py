"""What happened in a rehearsal, as the phones and the clock saw it. All moments are in seconds of
one clock that never goes back."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class SaveTime:
    """One save: when it was first tried and when it was acknowledged, and in which try."""

    began: float
    ended: float
    tries: int

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass
class Restart:
    """The program was killed, and started again; the first phone got an answer at `answered`."""

    killed: float
    answered: float | None = None

    @property
    def seconds(self) -> float:
        """Until the first answer; infinite where none came."""
        return float("inf") if self.answered is None else self.answered - self.killed

    def hit(self, save: SaveTime) -> bool:
        """Whether the program was away at some moment of a save."""
        return save.began < self.killed + self.seconds and save.ended > self.killed


@dataclass
class Record:
    """Everything that was counted. `errors` are those that no retry mended, in words."""

    saves: list[SaveTime] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    restarts: list[Restart] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dropped: int = 0
    """How often a phone lost its connection by itself."""
    troubled: int = 0
    """Replies that asked a phone to try again: the program was too busy, or failed."""
    late: int = 0
    """Phones that were still answering when their time was up."""

    def answered(self, moment: float) -> None:
        """Some phone got a reply."""
        for restart in self.restarts:
            if restart.answered is None:
                restart.answered = moment

    def undisturbed(self) -> list[SaveTime]:
        """The saves that no restart and no lost connection came into."""
        return [
            save
            for save in self.saves
            if save.tries == 1 and not any(restart.hit(save) for restart in self.restarts)
        ]

    def pages_in_busiest_second(self) -> int:
        """The most pages that were served within one second, counted from full second to full."""
        by_second: dict[int, int] = {}
        for moment in self.pages:
            by_second[int(moment)] = by_second.get(int(moment), 0) + 1
        return max(by_second.values(), default=0)
