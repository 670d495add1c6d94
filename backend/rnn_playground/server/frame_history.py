"""The frames of a run that are kept for looking back, and the memory that those of all runs may take together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection
from typing import final

from rnn_playground.telemetry.frame import PackedFrame


class FrameHistory:
    """Keeps every ``stride``-th frame and the newest; when they take too much memory the stride doubles.

    ``most_bytes`` tells what they may take at present: less, as more sessions share it.
    """

    def __init__(self, most_bytes: Callable[[], int]) -> None:
        self._most_bytes = most_bytes
        self._stride, self._seen = 1, 0
        self._kept: list[tuple[int, PackedFrame]] = []
        self._bytes = 0
        self.newest: PackedFrame | None = None

    def add(self, frame: PackedFrame) -> None:
        """Add a frame of a later step, or of the newest step again, which it then replaces."""
        if self.newest is not None and frame.step < self.newest.step:
            return
        again = self.newest is not None and frame.step == self.newest.step
        self.newest = frame
        if again:
            if self._kept and self._kept[-1][1].step == frame.step:
                number, before = self._kept[-1]
                self._kept[-1] = (number, frame)
                self._bytes += frame.size - before.size
        else:
            if self._seen % self._stride == 0:
                self._kept.append((self._seen, frame))
                self._bytes += frame.size
            self._seen += 1
        self.thin()

    def amend(self, addition: PackedFrame) -> None:
        """Add tensors to the kept frame of that very step, if there still is one."""
        for place, (number, frame) in enumerate(self._kept):
            if frame.step == addition.step:
                self._kept[place] = (number, frame.with_tensors_of(addition))
                self._bytes += self._kept[place][1].size - frame.size
        self.thin()

    def steps_from(self, step: int, most: int) -> list[int]:
        """Return at most ``most`` steps, evenly spread, of the frames that are kept from ``step`` on."""
        steps = [frame.step for frame in self.frames if frame.step >= step]
        stride = -(-len(steps) // most) if steps else 1
        return steps[::stride]

    def at(self, step: int) -> PackedFrame | None:
        """Return the kept frame at or before ``step``."""
        if self.newest is not None and self.newest.step <= step:
            return self.newest
        position = bisect_right(self._kept, step, key=lambda entry: entry[1].step)
        return self._kept[position - 1][1] if position else None

    def thin(self) -> None:
        """Keep no more than the bound of now: it may have shrunk since the last frame."""
        most = self._most_bytes()
        while len(self._kept) > 1 and self._bytes > most:
            self._stride *= 2
            self._kept = [entry for entry in self._kept if entry[0] % self._stride == 0]
            self._bytes = sum(frame.size for frame in self.frames)

    @property
    def frames(self) -> list[PackedFrame]:
        """The kept frames in order."""
        return [frame for _, frame in self._kept]


@final
class FrameBudget:
    """Divides ``most_bytes`` among the ``histories`` of now; as parts shrink, all thin, though no frame comes."""

    def __init__(self, most_bytes: int, histories: Callable[[], Collection[FrameHistory]]) -> None:
        self._most_bytes, self._histories = most_bytes, histories
        self._parts = 1

    def part(self) -> int:
        """Return what one history may take, in bytes."""
        histories, parts = self._histories(), self._parts
        self._parts = max(1, len(histories))
        if self._parts > parts:
            for history in histories:
                history.thin()
        return self._most_bytes // self._parts
