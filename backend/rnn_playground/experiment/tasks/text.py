"""Letters to be predicted from those before them: of a word, of a text that is read without a stop."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import bounded
from rnn_playground.experiment.tasks.corpus import Corpus, built_in, corpus_of, decompose
from rnn_playground.experiment.tasks.facts import TaskDocument, TaskFacts

Text = Annotated[str, Field(min_length=1, max_length=64)]
OutputClasses = Literal["alphabet", "targets"]


class HelloTask(TaskDocument):
    """Predict the next letter of a word, one-hot in, class out; the l's of "hell" have different successors."""

    equation = ("p(x_{t+1} | x_1 … x_t)",)
    source = "the smallest character model"

    kind: Literal["hello"] = "hello"
    text: Text = Field(default="hell", json_schema_extra={"advanced": True})
    targets: Text = Field(default="ello", json_schema_extra={"advanced": True})
    output_classes: OutputClasses = Field(default="alphabet", json_schema_extra={"advanced": True})

    @model_validator(mode="after")
    def _aligned(self) -> HelloTask:
        if len(self.text) != len(self.targets):
            raise PydanticCustomError(
                "targets_length",
                "targets has {targets} characters and text has {text}; give every character of text one target",
                {"targets": len(self.targets), "text": len(self.text), "path": ["targets"]},
            )
        return self

    @model_validator(mode="after")
    def _has_a_choice(self) -> HelloTask:
        if self.output_classes == "targets" and self.output_size < 2:
            raise PydanticCustomError(
                "one_class",
                "every target is {letter}, so an output layer with the letters of the targets has nothing to choose; "
                'give targets of at least 2 letters, or set output_classes to "alphabet"',
                {"letter": self.targets[0], "path": ["output_classes"]},
            )
        return self

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The characters of text and targets in order of first appearance: the order of the one-hot vectors."""
        return tuple(dict.fromkeys(self.text + self.targets))

    @property
    def classes(self) -> tuple[str, ...]:
        """The characters that the output layer chooses among, in the order of the alphabet."""
        if self.output_classes == "alphabet":
            return self.alphabet
        return tuple(letter for letter in self.alphabet if letter in self.targets)

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """The characters that are read."""
        return self.alphabet

    @property
    def output_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """The characters that the output layer chooses among."""
        return self.classes

    @property
    def sequence_length(self) -> int:  # type: ignore[override]
        """Number of characters read."""
        return len(self.text)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand; the floor is the conditional entropy of a target given its own input."""
        lag = next(lag for lag in range(len(self.text)) if self._context_entropy(lag) == 0.0)
        return self._facts(
            structure="one-to-one" if len(self.text) == 1 else "many-to-many",
            floor=self._context_entropy(0),
            required_lag=lag,
            solved=1.0,
            repeats=True,
            fresh=0,
        )

    def _context_entropy(self, lag: int) -> float:
        """Mean entropy in nats of a target given the last ``lag`` + 1 inputs (None stands before the first)."""
        padded: list[str | None] = [None] * lag + list(self.text)
        followers: dict[tuple[str | None, ...], list[str]] = {}
        for step, target in enumerate(self.targets):
            followers.setdefault(tuple(padded[step : step + lag + 1]), []).append(target)
        return sum(
            -seen.count(target) * math.log(seen.count(target) / len(seen))
            for seen in followers.values()
            for target in set(seen)
        ) / len(self.text)


MOST_BYTES = 20_000
FEWEST_CHARACTERS = 8


def _checked(text: str) -> str:
    size = len(text.encode())
    if size > MOST_BYTES:
        raise PydanticCustomError(
            "text_bytes",
            "the text has {size} bytes of UTF-8; the bound is {bound}; shorten it",
            {"size": size, "bound": MOST_BYTES},
        )
    control = next((c for c in text if unicodedata.category(c) == "Cc" and c not in "\n\r\t"), None)
    if control is not None:
        raise PydanticCustomError(
            "text_control",
            "the text holds the control character U+{code}; only line ends and tabs can be read; remove it",
            {"code": f"{ord(control):04X}"},
        )
    return text


class TextTask(TaskDocument):
    """Predict the next character, one-hot in, class out; B readers, evenly spaced, go round the text without a stop.

    The last 15 % of the text are kept back, to validate on, where they are 100 characters or more; the rest is read.
    Update k reads the k-th window of ``length`` characters; with ``carry_state`` it starts from the states that the
    window before left, detached, without it from zeros. ``text`` is read where ``corpus`` is "own".
    """

    equation = ("p(x_{t+1} | x_1 … x_t)", "h_0 of a window = h_T of the window before")
    source = "Elman, 1990, doi:10.1207/s15516709cog1402_1"

    kind: Literal["text"] = "text"
    corpus: Literal["english", "korean", "own"] = "english"
    text: Annotated[str, AfterValidator(_checked)] = Field(
        default="",
        json_schema_extra={
            "text": "field.own_text",
            "multiline": True,
            "maximum_bytes": MOST_BYTES,
            "only_with": {"corpus": "own"},
        },
    )
    length: int = bounded(50, 4, 2000, unit="time steps", scale="log")
    carry_state: bool = Field(default=True, json_schema_extra={"advanced": True})

    @model_validator(mode="after")
    def _readable(self) -> Self:
        characters = decompose(self.text)
        if self.corpus == "own" and (len(characters) < FEWEST_CHARACTERS or len(set(characters)) < 2):
            raise PydanticCustomError(
                "text_short",
                "the text has {count} characters, {different} of them different; it needs at least {bound}, "
                "2 of them different; write or paste more, or choose another corpus",
                {
                    "count": len(characters),
                    "different": len(set(characters)),
                    "bound": FEWEST_CHARACTERS,
                    "path": ["text"],
                },
            )
        return self

    @property
    def read(self) -> Corpus:
        """The text that is read."""
        return corpus_of(self.text if self.corpus == "own" else built_in(self.corpus))

    @property
    def alphabet(self) -> tuple[str, ...]:
        """The symbols in the order of the one-hot vectors."""
        return self.read.alphabet.symbols

    @property
    def input_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """What a person is shown for each symbol."""
        return self.read.alphabet.labels

    @property
    def output_labels(self) -> tuple[str, ...]:  # type: ignore[override]
        """The same: the next symbol is one of them."""
        return self.read.alphabet.labels

    @property
    def sequence_length(self) -> int:  # type: ignore[override]
        """Number of characters in a window."""
        return self.length

    def encode(self, text: str) -> tuple[int, ...]:
        """Return the places of the characters of ``text`` in the alphabet.

        Raises Refusal where a character is not in it and nothing stands for it.
        """
        return self.read.alphabet.encode(text)

    def decode(self, places: Sequence[int]) -> str:
        """Return the text of these places, jamo put together as syllables."""
        return self.read.alphabet.decode(places)

    def facts(self) -> TaskFacts:
        """Return what is known beforehand, by counting.

        Chance is even odds for every symbol; the floor is the bigram entropy of what is trained on. Solved is about the
        end of the text, which is kept back: right halfway between a table of pairs of characters and one of triples,
        both counted on what is trained on. A text too short to keep anything back can only be learnt by heart: solved
        is 95 % of what is right with all that was read. The required lag is how far back one has to look for that, at
        most to the beginning of the window.
        """
        corpus, criterion = self.read, self._criterion()
        lags = range(self.length - 1)
        return self._facts(
            floor=corpus.bigram,
            required_lag=next((k for k in lags if self._accuracy(k + 1) >= criterion), self.length - 1),
            solved=criterion,
            over=50,
            unigram=corpus.unigram,
            fresh=0,
            held_out=max(0, len(corpus.held_out) - 1),
        )

    def _criterion(self) -> float:
        if len(self.read.held_out):
            best = (self._accuracy(1) + self._accuracy(2)) / 2.0
        else:
            best = 0.95 * (1.0 if self.carry_state else self._accuracy(self.length))
        return math.floor(1e4 * best) / 1e4

    def _accuracy(self, sight: int) -> float:
        """Return the share of characters that the last ``sight`` of them, and no others, let one get right.

        Of the held-out characters, where there are any.
        """
        shares = self.read.unseen or self.read.accuracies
        if self.carry_state:
            return shares[min(sight, len(shares)) - 1]
        seen = (min(step, sight, len(shares)) for step in range(1, self.length + 1))
        return sum(shares[characters - 1] for characters in seen) / self.length
