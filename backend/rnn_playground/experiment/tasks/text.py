"""text: predict the next character of a text that is read without a stop."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from rnn_playground.experiment.document import Document, bounded
from rnn_playground.experiment.tasks.alphabet import decompose
from rnn_playground.experiment.tasks.corpus import Corpus, built_in, corpus_of
from rnn_playground.experiment.tasks.facts import Loss, Modality, SolvedCriterion, TaskFacts

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


class TextTask(Document):
    """Predict the next character, one-hot in, class out; B readers, evenly spaced, go round the text without a stop.

    The last 15 % of the text are kept back, to validate on, where they are 100 characters or more; the rest is read.
    Update k reads the k-th window of ``length`` characters; with ``carry_state`` it starts from the states that the
    window before left, detached, without it from zeros. ``text`` is read where ``corpus`` is "own".
    """

    loss: ClassVar[Loss] = "cross_entropy"
    modality: ClassVar[Modality] = "symbols"
    equation: ClassVar[tuple[str, ...]] = ("p(x_{t+1} | x_1 … x_t)", "h_0 of a window = h_T of the window before")
    source: ClassVar[str] = "Elman, 1990, doi:10.1207/s15516709cog1402_1"

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
    def input_size(self) -> int:
        """Number of symbols."""
        return len(self.alphabet)

    @property
    def output_size(self) -> int:
        """Number of symbols."""
        return len(self.alphabet)

    @property
    def sequence_length(self) -> int:
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
        corpus, labels = self.read, self.read.alphabet.labels
        criterion = self._criterion()
        lags = range(self.length - 1)
        chance = math.log(self.output_size)
        return TaskFacts(
            kind=self.kind,
            structure="many-to-many",
            loss=self.loss,
            metric="accuracy",
            chance=chance,
            floor=corpus.bigram if 0.0 < corpus.bigram < chance else None,
            required_lag=next((k for k in lags if self._accuracy(k + 1) >= criterion), self.length - 1),
            sequence_length=self.length,
            input_size=self.input_size,
            output_size=self.output_size,
            input_labels=labels,
            output_labels=labels,
            solved=SolvedCriterion("metric", ">=", criterion, 50),
            modality=self.modality,
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
