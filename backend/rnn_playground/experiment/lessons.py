"""The lessons by name: what they say and ask lies with the page, which is what they are about."""

from __future__ import annotations

from typing import Any, NamedTuple


class Lesson(NamedTuple):
    """One lesson: its id, its title in both languages and the ids of its steps, in their order."""

    id: str
    english: str
    korean: str
    steps: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the lesson as the catalog carries it."""
        return {
            "id": self.id,
            "text": f"lesson.{self.id}",
            "title": {"en": self.english, "ko": self.korean},
            "steps": list(self.steps),
        }


LESSONS = (
    Lesson("loop", "What the loop adds", "되돌이 연결의 힘", ("floor", "letters")),
    Lesson("weights", "One set of weights", "같은 가중치", ("entry", "states")),
    Lesson("shapes", "Five shapes", "다섯 가지 구조", ("sort", "due")),
    Lesson("hand", "hello by hand", "손으로 읽는 hello", ("bet", "learn")),
    Lesson("blame", "Blame travels back", "시간을 거슬러", ("share", "ribbon", "check", "pebble")),
    Lesson("fading", "The fading message", "기울기 소실", ("tanh", "sigmoid", "first", "ledger", "equation")),
    Lesson("half", "Half a rule", "고윳값, 절반의 진실", ("linear", "tanh", "dial", "nilpotent", "portrait", "map")),
    Lesson("brakes", "Brakes", "폭발과 클리핑", ("profile", "toggle")),
    Lesson("view", "A short view", "잘라낸 BPTT", ("ten", "window")),
    Lesson("relu", "Must ReLU fail?", "ReLU는 꼭 발산할까", ("seeds",)),
    Lesson("copy", "Start as a copy", "단위행렬에서 출발", ("diagonal",)),
    Lesson("clocks", "Slow clocks", "느린 시계", ("wave", "module")),
    Lesson("gates", "Gates need time", "게이트의 시간", ("bias", "chrono", "hold", "learn")),
)
