"""The frames of a run that are kept for looking back: bounded in bytes, spread over the whole run."""

from __future__ import annotations

from bisect import bisect_right

from rnn_playground.telemetry.frame import Frame


class FrameHistory:
    """Keeps every ``stride``-th frame and the newest; when they take too much memory the stride doubles."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._stride, self._seen = 1, 0
        self._kept: list[tuple[int, Frame]] = []
        self._bytes = 0
        self.newest: Frame | None = None

    def add(self, frame: Frame) -> None:
        """Add a frame of a later step, or of the newest step again, which it then replaces."""
        if self.newest is not None and frame.step < self.newest.step:
            return
        again = self.newest is not None and frame.step == self.newest.step
        self.newest = frame
        if again:
            if self._kept and self._kept[-1][1].step == frame.step:
                number, before = self._kept[-1]
                self._kept[-1] = (number, frame)
                self._bytes += _size(frame) - _size(before)
        else:
            if self._seen % self._stride == 0:
                self._kept.append((self._seen, frame))
                self._bytes += _size(frame)
            self._seen += 1
        self._thin()

    def at(self, step: int) -> Frame | None:
        """Return the kept frame at or before ``step``."""
        if self.newest is not None and self.newest.step <= step:
            return self.newest
        position = bisect_right(self._kept, step, key=lambda entry: entry[1].step)
        return self._kept[position - 1][1] if position else None

    @property
    def frames(self) -> list[Frame]:
        """The kept frames in order."""
        return [frame for _, frame in self._kept]

    def _thin(self) -> None:
        while len(self._kept) > 1 and self._bytes > self._most_bytes:
            self._stride *= 2
            self._kept = [entry for entry in self._kept if entry[0] % self._stride == 0]
            self._bytes = sum(map(_size, self.frames))


def _size(frame: Frame) -> int:
    return sum(tensor.nbytes for tensor in frame.tensors.values())
