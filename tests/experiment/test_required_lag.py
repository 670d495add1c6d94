"""The required lag is the shortest sight with which the criterion can be met, and with all sight it can be.

Sight k: the present input and the k before it, and whether the sequence began among them. The best answer for what is
seen is the most frequent one over sequences that are drawn, or over all of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import product
from typing import Literal

import numpy as np
import pytest

from rnn_playground.experiment.tasks import (
    TASKS,
    AddingTask,
    AssociativeRecallTask,
    BracketsTask,
    CopyTask,
    DigitsTask,
    EchoTask,
    EmbeddedReberTask,
    FlipFlopTask,
    ParityTask,
    ReberTask,
    SelectiveCopyTask,
    Seq2seqReverseTask,
    SineTask,
    TemporalOrderTask,
    TextTask,
    WordProblemTask,
)
from rnn_playground.experiment.tasks.corpus import built_in
from rnn_playground.tasks.digits import digit_images
from rnn_playground.tasks.grammars import draw_brackets, draw_embedded_reber, draw_reber
from rnn_playground.tasks.recall import draw_associative_recall, draw_copy, draw_selective_copy
from rnn_playground.tasks.signals import draw_sine
from rnn_playground.tasks.state_tracking import draw_flip_flop
from rnn_playground.tasks.synthetic import draw_adding, draw_echo, draw_seq2seq_reverse, draw_temporal_order

Step = tuple[tuple[Hashable, ...], Hashable, float]
"""What was read up to a scored step, the right answer, the weight."""


def best_accuracy(steps: Iterable[Step], sight: int) -> float:
    """Return the accuracy of the best answers to what is within sight."""
    answers: dict[Hashable, Counter[Hashable]] = defaultdict(Counter)
    for read, answer, weight in steps:
        answers[read[-sight - 1 :], len(read) <= sight + 1][answer] += weight  # type: ignore[assignment]
    return sum(max(each.values()) for each in answers.values()) / sum(sum(each.values()) for each in answers.values())


def shortest(steps: Sequence[Step], criterion: float, length: int) -> int:
    return next(sight for sight in range(length) if best_accuracy(steps, sight) >= criterion - 1e-9)


def drawn(batch, counted=None) -> list[Step]:
    """Return every counted step of a batch of one-hot or ±1 inputs with its target."""
    inputs, targets = batch.inputs.numpy(), batch.targets.numpy()
    symbols = np.round(inputs[..., 0]) if inputs.shape[2] == 1 else inputs.argmax(axis=2)
    mask = (batch.loss_mask if counted is None else counted).numpy()
    return [
        (tuple(symbols[: step + 1, sample].tolist()), int(targets[step, sample]), 1.0)
        for step, sample in np.argwhere(mask)
    ]


@pytest.mark.parametrize("length", [4, 7, 10])
def test_parity(length: int) -> None:
    steps = [
        (bits[: step + 1], sum(bits[: step + 1]) % 2, 1.0)
        for bits in product((0, 1), repeat=length)
        for step in range(length)
    ]
    facts = ParityTask(length=length).facts()
    assert facts.required_lag == shortest(steps, facts.solved.value, length)


@pytest.mark.parametrize("letters", ["generators", "elements"])
@pytest.mark.parametrize("length", [4, 6])
def test_word_problem(length: int, letters: Literal["generators", "elements"]) -> None:
    task = WordProblemTask(length=length, letters=letters)
    steps: list[Step] = []
    for word in product(task.read_elements, repeat=length):
        order = tuple(range(3))
        for step, element in enumerate(word):
            order = tuple(order[place] for place in task.of.elements[element])
            steps.append((word[: step + 1], order, 1.0))
    facts = task.facts()
    assert facts.required_lag == shortest(steps, facts.solved.value, length)


def test_of_long_words_the_products_out_of_sight_are_guessed() -> None:
    assert WordProblemTask(length=100).facts().required_lag == 93  # 94 known, one sixth of 6: 95 of 100


def test_long_parities_need_not_all_be_right() -> None:
    assert ParityTask(length=100).facts().required_lag == 97  # 98 known, half of 2: 99 of 100


def bracket_steps(task: BracketsTask) -> list[Step]:
    """Return every step of every sequence with its odds."""
    steps: list[Step] = []

    def go(read: tuple[int, ...], stack: tuple[int, ...], odds: float) -> None:
        if read:
            steps.append((read, stack[-1] + 1 if stack else 0, odds))
        if len(read) == task.length:
            return
        up = 1.0 if not stack else 0.0 if len(stack) == task.deepest else 0.5
        for kind in range(task.pairs if up else 0):
            go((*read, kind), (*stack, kind), odds * up / task.pairs)
        if up < 1.0:
            go((*read, task.pairs + stack[-1]), stack[:-1], odds * (1.0 - up))

    go((), (), 1.0)
    return steps


@pytest.mark.parametrize(
    ("length", "pairs", "deepest"), [(4, 2, None), (5, 1, None), (7, 2, None), (9, 2, 3), (12, 1, None)]
)
def test_brackets(length: int, pairs: int, deepest: int | None) -> None:
    task = BracketsTask(length=length, pairs=pairs, max_depth=deepest)
    facts = task.facts()
    assert facts.required_lag == shortest(bracket_steps(task), facts.solved.value, length)


def test_long_brackets_by_drawing() -> None:
    task = BracketsTask()
    facts, steps = task.facts(), drawn(draw_brackets(task, 4000, np.random.default_rng(0)))
    lag = facts.required_lag
    assert lag is not None
    # What is out of sight is too various to be counted: the answer there is the most frequent one of all such steps.
    hidden = [hidden_share(steps, sight, task.pairs) for sight in (lag - 2, lag)]
    assert hidden[0] > 1.05 * (1.0 - facts.solved.value)
    assert hidden[1] < 1.0 - facts.solved.value


def hidden_share(steps: Sequence[Step], sight: int, pairs: int) -> float:
    """Return how often the best single answer is wrong behind what is out of sight."""
    answers: Counter[Hashable] = Counter()
    for read, answer, _ in steps:
        closed = 0
        for symbol in reversed(read[-sight - 1 :]):
            closed += 1 if symbol >= pairs else -1  # type: ignore[operator]
            if closed < 0:
                break
        else:
            answers[answer] += len(read) > sight + 1
    return (answers.total() - max(answers.values())) / len(steps)


@pytest.mark.parametrize(("length", "copied", "symbols"), [(4, 2, 3), (6, 3, 2)])
def test_copy(length: int, copied: int, symbols: int) -> None:
    task = CopyTask(length=length, copied=copied, symbols=symbols)
    batch, facts = draw_copy(task, 400, np.random.default_rng(1)), task.facts()
    assert facts.required_lag == shortest(drawn(batch, batch.metric_mask), facts.solved.value, task.sequence_length)


@pytest.mark.parametrize(("length", "copied", "symbols"), [(4, 1, 2), (4, 2, 2), (5, 3, 3)])
def test_selective_copy(length: int, copied: int, symbols: int) -> None:
    task = SelectiveCopyTask(length=length, copied=copied, symbols=symbols)
    batch, facts = draw_selective_copy(task, 40_000, np.random.default_rng(1)), task.facts()
    assert facts.required_lag == shortest(drawn(batch, batch.metric_mask), facts.solved.value, task.sequence_length)


def test_of_scattered_letters_those_out_of_sight_are_guessed() -> None:
    task = SelectiveCopyTask(length=40, copied=6)
    batch, facts = draw_selective_copy(task, 20_000, np.random.default_rng(1)), task.facts()
    places = np.sort(np.argsort(batch.inputs[:46].argmax(dim=2).numpy() < task.symbols, axis=0)[-6:], axis=0)
    lags = 46 + np.arange(6)[:, None] - places

    def accuracy(sight: int) -> float:
        seen = float((lags <= sight).mean())
        return seen + (1.0 - seen) / task.symbols

    lag = facts.required_lag
    assert lag is not None
    assert accuracy(lag) == pytest.approx(facts.solved.value, abs=0.01)
    assert accuracy(lag + 1) > facts.solved.value
    assert accuracy(lag - 2) < facts.solved.value


@pytest.mark.parametrize(("stored", "queries", "values"), [(1, 2, 2), (2, 1, 2), (2, 3, 2), (3, 2, 2)])
def test_associative_recall(stored: int, queries: int, values: int) -> None:
    task = AssociativeRecallTask(stored=stored, queries=queries, keys=3, values=values)
    batch, facts = draw_associative_recall(task, 60_000, np.random.default_rng(1)), task.facts()
    lag = facts.required_lag
    assert lag is not None
    steps = drawn(batch)
    assert best_accuracy(steps, lag) >= facts.solved.value
    assert best_accuracy(steps, lag - 1) < facts.solved.value


@pytest.mark.parametrize(("length", "rate"), [(12, 0.3), (60, 0.1), (30, 0.02)])
def test_flip_flop(length: int, rate: float) -> None:
    task = FlipFlopTask(length=length, pulse_rate=rate)
    batch, facts = draw_flip_flop(task, 20_000, np.random.default_rng(2)), task.facts()
    pulses, held = batch.inputs.numpy(), batch.targets.numpy()
    steps = np.arange(length)[:, None, None]
    lags = steps - np.maximum.accumulate(np.where(pulses != 0.0, steps, 0), axis=0)

    def loss(sight: int) -> float:
        answer = np.where(lags <= sight, held, 0.0)
        return float(((answer - held) ** 2).mean())

    lag = facts.required_lag
    assert lag is not None
    assert loss(lag) <= facts.solved.value * 1.03
    assert loss(lag - 1) > facts.solved.value * 0.97
    assert facts.floor == pytest.approx(loss(0), rel=0.01)


def test_echo() -> None:
    task = EchoTask(length=9, lag=5)
    batch, facts = draw_echo(task, 2000, np.random.default_rng(2)), task.facts()
    assert facts.required_lag == shortest(drawn(batch), facts.solved.value, task.length) == 5


def test_reverse() -> None:
    task = Seq2seqReverseTask(length=4, symbols=3)
    batch, facts = draw_seq2seq_reverse(task, 3000, np.random.default_rng(3)), task.facts()
    assert facts.required_lag == shortest(drawn(batch), facts.solved.value, task.sequence_length)


@pytest.mark.parametrize(("length", "symbols"), [(20, 2), (40, 8), (100, 26)])
def test_of_long_reverses_a_few_letters_may_be_guessed(length: int, symbols: int) -> None:
    facts = Seq2seqReverseTask(length=length, symbols=symbols).facts()

    def accuracy(sight: int) -> float:
        known = sum(2 * written - 1 <= sight for written in range(1, length + 1))
        return (known + (length - known) / symbols) / length

    assert facts.required_lag == next(k for k in range(2 * length) if accuracy(k) >= facts.solved.value - 1e-12)
    assert facts.required_lag < 2 * length - 1


@pytest.mark.parametrize("length", [10, 20, 40])
def test_adding(length: int) -> None:
    task = AddingTask(length=length)
    batch, facts = draw_adding(task, 40_000, np.random.default_rng(4)), task.facts()
    values, marks = batch.inputs[..., 0].numpy(), batch.inputs[..., 1].numpy()

    def loss(sight: int) -> float:
        seen = marks[-sight - 1 :]
        answer = (values[-sight - 1 :] * seen).sum(axis=0) + 0.5 * (2.0 - seen.sum(axis=0))
        return float(((answer - batch.targets[-1, :, 0].numpy()) ** 2).mean())

    assert facts.required_lag == next(sight for sight in range(length) if loss(sight) <= facts.solved.value)


@pytest.mark.parametrize("length", [20, 50, 150])
def test_temporal_order(length: int) -> None:
    task = TemporalOrderTask(length=length)
    batch, facts = draw_temporal_order(task, 20_000, np.random.default_rng(5)), task.facts()
    symbols = batch.inputs.argmax(dim=2).numpy()
    symbols = np.where(symbols < 4, 0, symbols)  # noise is noise
    steps: list[Step] = [
        (tuple(symbols[:, sample].tolist()), int(batch.targets[-1, sample]), 1.0) for sample in range(20_000)
    ]
    lag = facts.required_lag
    assert lag is not None
    assert best_accuracy(steps, lag) >= facts.solved.value
    assert best_accuracy(steps, lag - 1) < facts.solved.value


@pytest.mark.parametrize("length", [4, 9, 20])
def test_reber(length: int) -> None:
    task = ReberTask(length=length)
    batch, facts = draw_reber(task, 4000, np.random.default_rng(6)), task.facts()
    symbols, legal = batch.inputs.argmax(dim=2).numpy(), batch.legal
    assert legal is not None

    def share(sight: int) -> float:
        right: dict[Hashable, list[np.ndarray]] = defaultdict(list)
        for step, sample in np.argwhere(batch.loss_mask.numpy()):
            key = (tuple(symbols[max(0, step - sight) : step + 1, sample]), step <= sight)
            right[key].append(legal[step, sample].numpy())
        return float(sum(np.sum(each, axis=0).max() for each in right.values()) / batch.loss_mask.sum())

    assert facts.required_lag == next(sight for sight in range(length) if share(sight) >= facts.solved.value)


@pytest.mark.parametrize("length", [4, 6, 8, 12, 24, 60, 100])
def test_embedded_reber(length: int) -> None:
    task = EmbeddedReberTask(length=length)
    batch, facts = draw_embedded_reber(task, 40_000, np.random.default_rng(7)), task.facts()
    assert batch.metric_mask is not None
    lags = batch.metric_mask.numpy().argmax(axis=0) - 1  # from the decision back to the first T or P
    fitting = inner_lengths(max(5, length - 3))
    shares = [*fitting[: length - 3], sum(fitting[length - 3 :])]  # one that does not fit is cut
    for sight in range(length):
        assert np.mean(lags <= sight) == pytest.approx(sum(shares[: sight + 1]), abs=0.01)

    def accuracy(sight: int) -> float:
        return 0.5 + 0.5 * sum(shares[: sight + 1])

    assert facts.required_lag == next(sight for sight in range(length) if accuracy(sight) >= facts.solved.value)


# Of Reber's automaton, from each place to where its two arrows lead; the last place has none.
ARROWS = ((1, 2), (1, 3), (2, 4), (2, 5), (3, 5), ())


def inner_lengths(room: int) -> list[float]:
    """Return how likely a Reber string has 0, 1, … ``room`` symbols, B and E among them, of those that fit."""
    places, shares = np.eye(6)[0], [0.0, 0.0, 0.0]
    while len(shares) <= room:
        ahead = np.zeros(6)
        for place, arrows in enumerate(ARROWS):
            for other in arrows:
                ahead[other] += places[place] / 2.0
        shares.append(ahead[5])
        places = ahead * (np.arange(6) != 5)
    return [share / sum(shares) for share in shares]


@pytest.mark.parametrize("carried", [True, False])
@pytest.mark.parametrize("length", [4, 20])
@pytest.mark.parametrize("corpus", ["english", "korean"])
def test_of_a_text_that_keeps_its_end_back_a_pair_and_half_of_a_triple_will_do(
    corpus: Literal["english", "korean"], length: int, *, carried: bool
) -> None:
    task = TextTask(corpus=corpus, length=length, carry_state=carried)
    facts = task.facts()
    known = [unseen_accuracy(task, characters) for characters in range(1, 5)]

    def share(sight: int) -> float:
        return known[sight] if carried else float(np.mean([known[min(step, sight)] for step in range(length)]))

    assert facts.solved.value == pytest.approx((share(0) + share(1)) / 2.0, abs=1e-4)
    assert facts.required_lag == next(sight for sight in range(4) if share(sight) >= facts.solved.value) == 1


def unseen_accuracy(task: TextTask, characters: int) -> float:
    """Return how many of the characters kept back the most frequent follower of those before is."""
    read, unseen = ("".join(task.alphabet[place] for place in part) for part in (task.read.places, task.read.held_out))
    right = 0
    for end in range(1, len(unseen)):
        before = unseen[max(0, end - characters) : end]
        while before not in read + read[: len(before) - 1]:
            before = before[1:]
        around = read + read[: len(before)]
        ends = sorted(
            (match.start() + len(before)) % len(read) for match in re.finditer(f"(?={re.escape(before)})", around[:-1])
        )
        followers = Counter(read[place] for place in ends)
        right += followers.most_common(1)[0][0] == unseen[end]
    return right / (len(unseen) - 1)


@pytest.mark.parametrize("carried", [True, False])
@pytest.mark.parametrize("length", [4, 20])
def test_a_text_too_short_to_keep_anything_back_is_learnt_by_heart(length: int, *, carried: bool) -> None:
    text = built_in("english")[:600]
    task = TextTask(corpus="own", text=text, length=length, carry_state=carried)
    facts, places = task.facts(), task.read.places.tolist()
    assert (len(places), facts.held_out) == (600, 0)

    def accuracy(characters: int) -> float:
        seen: dict[Hashable, Counter[int]] = defaultdict(Counter)
        for end in range(len(places)):
            seen[tuple(places[(end - back) % len(places)] for back in range(characters))][
                places[(end + 1) % len(places)]
            ] += 1
        return sum(max(each.values()) for each in seen.values()) / len(places)

    known = [accuracy(characters) for characters in range(1, length + 1)]

    def share(sight: int) -> float:
        return known[sight] if carried else float(np.mean([known[min(step, sight)] for step in range(length)]))

    assert facts.solved.value == pytest.approx(0.95 * (1.0 if carried else share(length - 1)), abs=1e-4)
    expected = next((sight for sight in range(length) if share(sight) >= facts.solved.value), length - 1)
    assert facts.required_lag == expected


@pytest.mark.parametrize("components", [1, 2, 3])
def test_the_best_prediction_of_a_wave_meets_the_criterion_at_every_length(components: int) -> None:
    errors = fitted_errors(components)
    for length in range(4, 61):
        facts = SineTask(components=components, length=length).facts()

        def loss(sight: int, length: int = length) -> float:
            return float(np.mean([errors[min(step, sight)] for step in range(length)]))

        assert loss(length) <= facts.solved.value < loss(length) + 0.0055
        lag = facts.required_lag
        assert lag is not None
        assert loss(lag) <= 1.02 * facts.solved.value
        assert loss(lag - 1) > 0.98 * facts.solved.value


def fitted_errors(components: int) -> list[float]:
    """Return the error of the best linear prediction from the last 1, 2 … 60 values, fitted to waves that are drawn."""
    batch = draw_sine(SineTask(components=components, length=60), 20_000, np.random.default_rng(8))
    inputs, targets = batch.inputs[:, :, 0].numpy(), batch.targets[:, :, 0].numpy()
    errors = []
    for values in range(1, 2 * components + 1):
        weights = np.linalg.lstsq(inputs[:values, :10_000].T, targets[values - 1, :10_000], rcond=None)[0]
        errors.append(float(((weights @ inputs[:values, 10_000:] - targets[values - 1, 10_000:]) ** 2).mean()))
    return errors + [errors[-1]] * (61 - len(errors))


def test_what_is_always_0_in_a_digit_need_not_be_remembered() -> None:
    images = digit_images().train
    pixels = np.asarray(images.pixels).reshape(-1, 64)
    for permuted in (False, True):
        facts = DigitsTask(permuted=permuted).facts()
        assert facts.pixel_order is not None
        varies = [step for step, pixel in enumerate(facts.pixel_order) if len(np.unique(pixels[:, pixel])) > 1]
        assert facts.required_lag == 63 - varies[0]
    labels = dict(zip(map(bytes, pixels), images.labels, strict=True))
    assert all(labels[bytes(image)] == label for image, label in zip(pixels, images.labels, strict=True))


def test_the_lag_lies_within_the_sequence() -> None:
    for task in TASKS:
        facts = task().facts()
        assert (facts.required_lag is None) == (facts.kind == "waveform")
        assert facts.required_lag is None or 0 < facts.required_lag < facts.sequence_length
