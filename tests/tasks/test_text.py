"""Windows of a text: who reads what, and that nothing is lost between them."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import TextTask
from rnn_playground.tasks import draw_batch

texts = st.text("abcde \n가나다", min_size=8, max_size=60).filter(lambda text: len(set(text)) > 1)


def read(task: TextTask, batch_size: int, seed: int, steps: range) -> torch.Tensor:
    """Return what every reader reads in these updates, joined: (character, reader)."""
    return torch.cat([draw_batch(task, batch_size, seed, step).inputs.argmax(dim=2) for step in steps])


def spelled(places) -> str:
    """Return one character a symbol, so that sequences can be searched as strings."""
    return "".join(chr(0x100 + int(place)) for place in places)


@given(
    text=texts,
    length=st.integers(4, 30),
    batch_size=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
    first=st.integers(0, 10_000),
)
def test_the_joined_windows_of_a_reader_are_the_text_again_and_again(text, length, batch_size, seed, first) -> None:
    task = TextTask(corpus="own", text=text, length=length)
    size = len(task.read.places)
    rounds = 2 * size // length + 2
    joined = read(task, batch_size, seed, range(first, first + rounds))
    endless = spelled(task.read.places) * (len(joined) // size + 2)
    for reader in joined.T:
        assert spelled(reader) in endless
        assert torch.equal(reader[size:], reader[:-size])


@given(text=texts, length=st.integers(4, 30), seed=st.integers(0, 2**32 - 1), step=st.integers(0, 200_000))
def test_targets_are_the_inputs_one_character_on(text, length, seed, step) -> None:
    task = TextTask(corpus="own", text=text, length=length)
    batch, following = draw_batch(task, 3, seed, step), draw_batch(task, 3, seed, step + 1)
    symbols = torch.cat([batch.inputs, following.inputs[:1]]).argmax(dim=2)
    assert torch.equal(batch.targets, symbols[1:])
    assert bool(batch.loss_mask.all())


def test_readers_are_evenly_spaced_and_seed_0_begins_at_the_beginning() -> None:
    task = TextTask(length=100)
    size = len(task.read.places)
    joined = read(task, 4, 0, range(size // 400 + 1))
    assert task.decode([int(place) for place in joined[:60, 0]]) == TextTask().decode(list(task.read.places[:60]))
    assert task.decode([int(place) for place in joined[:, 0]]).startswith("The river came down from the hills at night")
    for reader in range(3):
        gap = size * (reader + 1) // 4 - size * reader // 4
        assert torch.equal(joined[gap : gap + 10, reader], joined[:10, reader + 1])


def test_the_data_seed_turns_the_text_round() -> None:
    task = TextTask(length=50)
    begins = {tuple(read(task, 1, seed, range(1))[:, 0].tolist()) for seed in range(20)}
    assert len(begins) == 20


def test_carrying_the_state_changes_no_window() -> None:
    for step in range(3):
        carried, reset = (draw_batch(TextTask(carry_state=carry), 4, 7, step) for carry in (True, False))
        assert torch.equal(carried.inputs, reset.inputs)
