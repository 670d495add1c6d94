"""What the task text declares, and which texts it reads."""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, catalog, explain
from rnn_playground.experiment.errors import Refusal
from rnn_playground.experiment.tasks import TextTask, carries_state
from rnn_playground.experiment.tasks.corpus import MOST_CHARACTERS, OTHER, Alphabet, built_in, corpus_of, decompose
from rnn_playground.server.app import MESSAGE_BYTES

SHORT = st.text("abc", min_size=2, max_size=24)


def successors(text: str, context: int) -> dict[str, Counter[str]]:
    """Count what follows every stretch of ``context`` + 1 characters of a text that runs in a circle."""
    size, found = len(text), defaultdict(Counter)
    for end in range(size):
        stretch = "".join(text[(end - back) % size] for back in range(context, -1, -1))
        found[stretch][text[(end + 1) % size]] += 1
    return found


def brute_entropy(text: str, context: int) -> float:
    """Mean entropy in nats of the next character given that stretch."""
    groups = successors(text, context).values()
    return sum(-count * math.log(count / sum(group.values())) for group in groups for count in group.values()) / len(
        text
    )


@given(text=SHORT)
def test_entropies_are_those_of_brute_force(text: str) -> None:
    corpus = corpus_of(text)
    counts = Counter(text).values()
    assert corpus.unigram == pytest.approx(-sum(n / len(text) * math.log(n / len(text)) for n in counts), abs=1e-12)
    assert corpus.bigram == pytest.approx(brute_entropy(text, 0), abs=1e-12)


@given(text=SHORT)
@example(text="abababab")
@example(text="aaaaaaab")
@example(text="aa")
def test_accuracies_are_those_of_brute_force(text: str) -> None:
    """Up to the first that leaves no choice."""
    shares = [
        sum(max(group.values()) for group in successors(text, context).values()) / len(text)
        for context in range(len(text))
    ]
    assert corpus_of(text).accuracies == pytest.approx(shares[: shares.index(1.0) + 1], abs=1e-12)


def test_beyond_a_bound_characters_are_not_counted() -> None:
    accuracies = corpus_of("a" * 200 + "b").accuracies
    assert len(accuracies) == MOST_CHARACTERS
    assert accuracies[-1] == 200 / 201


@pytest.mark.parametrize("corpus", ["english", "korean"])
def test_a_built_in_text_has_long_dependencies_and_a_small_alphabet(corpus) -> None:
    task = TextTask(corpus=corpus)
    facts, text = task.facts(), built_in(corpus)
    assert 2000 <= len(text.encode()) <= 3000
    assert facts.chance == pytest.approx(math.log(task.input_size))
    assert facts.floor is not None
    assert facts.unigram is not None
    assert 0 < facts.floor < facts.unigram < facts.chance
    read = decompose(text)[: len(task.read.places)]
    assert len(decompose(text)) - len(read) == int(0.15 * len(decompose(text))) == facts.held_out + 1
    assert facts.floor == pytest.approx(brute_entropy(read, 0))
    assert task.input_size <= 70
    assert OTHER not in task.alphabet
    assert facts.required_lag == 1
    depth, deepest = 0, 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    assert depth == 0
    assert deepest >= 3


def test_what_is_learnt_by_heart_takes_a_lag_that_is_held_within_the_window() -> None:
    text = built_in("english")[:600]
    lags = [TextTask(corpus="own", text=text, length=length).facts().required_lag for length in (4, 10, 200)]
    assert lags == [3, 5, 5]


def test_korean_is_read_as_jamo_and_written_as_syllables() -> None:
    task = TextTask(corpus="own", text="강은 밤마다 강으로 간다")
    assert task.decode(task.encode("강은 밤")) == "강은 밤"
    assert len(task.encode("강")) == 3
    labels = dict(zip(task.alphabet, task.facts().input_labels, strict=True))
    assert [labels[jamo] for jamo in decompose("강")] == ["ㄱ", "ㅏ", "-ㅇ"]
    assert labels[" "] == "␣"


@pytest.mark.parametrize("corpus", ["english", "korean"])
def test_labels_differ(corpus) -> None:
    labels = TextTask(corpus=corpus).facts().input_labels
    assert len(set(labels)) == len(labels)


def test_rare_characters_share_one_symbol() -> None:
    many = "".join(chr(0x4E00 + index) * (2 + index) for index in range(130))
    alphabet = Alphabet.of(many)
    assert len(alphabet.symbols) == 128
    assert alphabet.symbols[-1] == OTHER
    assert chr(0x4E00) not in alphabet.symbols
    assert chr(0x4E00 + 3) in alphabet.symbols
    assert alphabet.encode(chr(0x4E00) + "x") == (127, 127)
    assert TextTask(corpus="own", text=many[:6000]).input_size <= 128


def test_a_character_that_nothing_stands_for_is_refused() -> None:
    with pytest.raises(Refusal, match="z") as refused:
        TextTask(corpus="own", text="abababab").encode("az")
    assert refused.value.type == "unknown_character"


def test_line_ends_are_one_character() -> None:
    assert TextTask(corpus="own", text="ab\r\ncd\rab\n").alphabet == ("\n", "a", "b", "c", "d")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("가" * 6667, "20001 bytes of UTF-8; the bound is 20000; shorten it"),
        ("", "0 characters"),
        ("abcdefg", "7 characters, 7 of them different; it needs at least 8"),
        ("aaaaaaaaa", "9 characters, 1 of them different"),
        ("abcdefgh\x00", "control character U\\+0000.*remove it"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_field(text: str, complaint: str) -> None:
    with pytest.raises(ValidationError) as error:
        Experiment.model_validate({"task": {"kind": "text", "corpus": "own", "text": text}})
    (entry,) = explain(error.value)
    assert entry["path"] == ["task", "text"]
    assert re.search(complaint, entry["message"])


def test_the_text_is_only_needed_where_it_is_read() -> None:
    assert TextTask(corpus="korean", text="").read is TextTask(corpus="korean", text="abc").read


def test_only_this_task_carries_its_state_and_only_if_asked() -> None:
    assert carries_state(TextTask())
    assert not carries_state(TextTask(carry_state=False))
    kinds = [entry["kind"] for entry in catalog()["families"]["task"]]
    carrying = [kind for kind in kinds if carries_state(Experiment.model_validate({"task": {"kind": kind}}).task)]
    assert carrying == ["text"]


@pytest.mark.parametrize("character", ["a", '"', "\n", "é", "가", "😀"])
def test_the_longest_text_fits_into_a_message_however_it_is_escaped(character: str) -> None:
    text = character * ((20_000 - 1) // len(character.encode())) + "b"
    document = Experiment.model_validate({"task": {"kind": "text", "corpus": "own", "text": text}})
    message = json.dumps({"type": "start", "experiment": document.model_dump(mode="json"), "paused": False})
    assert len(message) < MESSAGE_BYTES
