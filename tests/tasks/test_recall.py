"""Tasks that ask at the end for symbols that were read before."""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, explain
from rnn_playground.experiment.tasks import AssociativeRecallTask, CopyTask, SelectiveCopyTask
from rnn_playground.tasks import TaskBatch, draw_batch

of_letters = given(
    length=st.integers(4, 60),
    symbols=st.integers(2, 26),
    copied=st.integers(1, 12),
    batch_size=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
)


@of_letters
def test_what_was_read_is_asked_for_after_the_silence(
    length: int, symbols: int, copied: int, batch_size: int, seed: int
) -> None:
    task = CopyTask(length=length, symbols=symbols, copied=copied)
    facts = task.facts()
    batch = draw_batch(task, batch_size, seed, 3)
    assert batch.inputs.shape == (length + 2 * copied, batch_size, symbols + 2)
    assert torch.equal(batch.inputs.sum(dim=2), torch.ones(length + 2 * copied, batch_size, dtype=torch.float64))
    for sample in range(batch_size):
        read = "".join(facts.input_labels[place] for place in batch.inputs[:, sample].argmax(dim=1).tolist())
        said = "".join(facts.output_labels[place] for place in batch.targets[:, sample].tolist())
        letters = read[:copied]
        assert set(letters) <= set(task.alphabet)
        assert read == letters + "." * (length - 1) + "?" + "." * copied
        assert said == "." * (copied + length) + letters
        assert facts.required_lag == said.index(letters[0]) - read.index(letters[0])
    assert batch.loss_mask.all()
    assert batch.metric_mask is not None
    assert batch.metric_mask.sum(dim=0).tolist() == [copied] * batch_size
    assert batch.metric_mask[-copied:].all()


@pytest.mark.parametrize("task", [CopyTask(length=20), SelectiveCopyTask(length=20)], ids=lambda task: task.kind)
def test_knowing_the_time_but_no_letter_leaves_the_declared_chance(task: CopyTask | SelectiveCopyTask) -> None:
    targets = draw_batch(task, 4000, 0, 0).targets
    loss = 0.0
    for step in range(task.sequence_length):
        shares = torch.bincount(targets[step], minlength=9).double() / 4000
        loss -= float((shares[shares > 0] * shares[shares > 0].log()).sum())
    assert abs(loss / task.sequence_length - task.facts().chance) < 1e-3
    assert task.facts().chance == 5 * math.log(8) / 30


def test_no_answer_from_the_present_input_alone_beats_it(memoryless_loss: Callable[[TaskBatch], float]) -> None:
    """So there is no floor: a blank may stand in the silence or in the recall."""
    task = CopyTask(length=8, symbols=4, copied=3)
    assert memoryless_loss(draw_batch(task, 4000, 0, 0)) > task.facts().chance + 0.1
    assert task.facts().floor is None


def test_the_letters_are_drawn_evenly() -> None:
    batch = draw_batch(CopyTask(), 2000, 0, 0)
    assert (torch.bincount(batch.targets[-5:].flatten(), minlength=9)[:8] > 1100).all()


def test_chance_knows_the_time_step_and_the_present_input_does_not() -> None:
    facts = CopyTask().facts()  # 5 letters of 8 after 20 blanks: T = 30
    assert facts.chance == pytest.approx(5 * math.log(8) / 30)
    batch = draw_batch(CopyTask(), 20_000, 0, 0)
    read, said = batch.inputs.argmax(dim=2).flatten(), batch.targets.flatten()
    joint = torch.zeros(10, 9, dtype=torch.float64)
    joint.index_put_((read, said), torch.ones(len(read), dtype=torch.float64), accumulate=True)
    share = joint / joint.sum()
    best = -(share * (share / share.sum(dim=1, keepdim=True)).log().nan_to_num(neginf=0.0)).sum().item()
    # 24 of 30 inputs are blanks, of which 5 ask for a letter.
    blank = -(19 / 24 * math.log(19 / 24) + 5 / 24 * math.log(5 / 24 / 8))
    assert best == pytest.approx(24 / 30 * blank, rel=1e-3) == pytest.approx(0.756, abs=1e-3)
    assert best > 2 * facts.chance


@of_letters
def test_the_letters_among_the_blanks_are_asked_for_in_their_order(
    length: int, symbols: int, copied: int, batch_size: int, seed: int
) -> None:
    task = SelectiveCopyTask(length=length, symbols=symbols, copied=copied)
    facts = task.facts()
    batch = draw_batch(task, batch_size, seed, 3)
    assert batch.inputs.shape == (length + 2 * copied, batch_size, symbols + 2)
    for sample in range(batch_size):
        read = "".join(facts.input_labels[place] for place in batch.inputs[:, sample].argmax(dim=1).tolist())
        said = "".join(facts.output_labels[place] for place in batch.targets[:, sample].tolist())
        letters = read.replace(".", "").replace("?", "")
        assert len(letters) == copied
        assert set(letters) <= set(facts.remembered) == set(task.alphabet)
        assert read.endswith("?" * copied)
        assert read.count("?") == copied
        assert said == "." * (length + copied) + letters
    assert batch.loss_mask.all()
    assert batch.metric_mask is not None
    assert batch.metric_mask.sum(dim=0).tolist() == [copied] * batch_size
    assert batch.metric_mask[-copied:].all()
    assert sum(phase.steps for phase in facts.phases) == task.sequence_length


def test_every_place_holds_a_letter_as_often_as_any_other() -> None:
    task = SelectiveCopyTask(length=8, copied=4)
    read = draw_batch(task, 6000, 0, 0).inputs[:12].argmax(dim=2)
    shares = (read < task.symbols).double().mean(dim=1)
    assert (shares - 4 / 12).abs().max() < 0.02
    together = (read[0] < task.symbols) & (read[11] < task.symbols)
    assert abs(float(together.double().mean()) - 4 / 12 * 3 / 11) < 0.02


def test_the_sign_that_asks_is_worth_as_much_as_the_time(memoryless_loss: Callable[[TaskBatch], float]) -> None:
    """So chance is the loss of the best answer from the present input alone, and no floor lies below it."""
    task = SelectiveCopyTask(length=8, symbols=4, copied=3)
    assert memoryless_loss(draw_batch(task, 20_000, 0, 0)) == pytest.approx(task.facts().chance, abs=1e-3)
    assert task.facts().floor is None


@given(
    stored=st.integers(1, 8),
    queries=st.integers(1, 12),
    values=st.integers(2, 10),
    spare=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_query_is_answered_with_the_value_of_its_key(
    stored: int, queries: int, values: int, spare: int, seed: int
) -> None:
    task = AssociativeRecallTask(stored=stored, queries=queries, keys=stored + spare, values=values)
    facts = task.facts()
    batch = draw_batch(task, 3, seed, 1)
    assert batch.inputs.shape == (2 * stored + queries, 3, stored + spare + values)
    assert batch.scored_steps == list(range(2 * stored, 2 * stored + queries))
    assert batch.loss_mask[2 * stored :].all()
    for sample in range(3):
        read = [facts.input_labels[place] for place in batch.inputs[:, sample].argmax(dim=1).tolist()]
        pairs = dict(zip(read[0 : 2 * stored : 2], read[1 : 2 * stored : 2], strict=True))
        assert len(pairs) == stored, "no key twice"
        assert all(key.isalpha() for key in pairs)
        assert all(value.isdigit() for value in pairs.values())
        said = [facts.output_labels[place] for place in batch.targets[2 * stored :, sample].tolist()]
        assert said == [pairs[key] for key in read[2 * stored :]]


def test_every_value_of_every_key_is_as_likely(
    constant_loss: Callable[[TaskBatch], float], memoryless_loss: Callable[[TaskBatch], float]
) -> None:
    task = AssociativeRecallTask(values=4)
    batch = draw_batch(task, 20_000, 0, 0)
    assert constant_loss(batch) == pytest.approx(task.facts().chance, abs=1e-3) == pytest.approx(math.log(4), abs=1e-3)
    assert memoryless_loss(batch) == pytest.approx(math.log(4), abs=2e-3)
    assert task.facts().floor is None


def test_more_pairs_than_keys_are_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate({"task": {"kind": "associative_recall", "stored": 9, "keys": 8}})
    (error,) = explain(caught.value)
    assert error["path"] == ["task", "keys"]
    assert "stored is 9" in error["message"]
    assert "as many keys as pairs" in error["message"]
