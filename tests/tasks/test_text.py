"""Letters to be predicted: of a word, of a text."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from rnn_playground.experiment.tasks import HelloTask, TextTask
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


def test_the_word_and_its_successors() -> None:
    batch = draw_batch(HelloTask(), 3, 0, 0)
    assert batch.inputs.argmax(dim=2).tolist() == [[0] * 3, [1] * 3, [2] * 3, [2] * 3]  # h e l l
    assert batch.targets.tolist() == [[1] * 3, [2] * 3, [2] * 3, [3] * 3]  # e l l o
    assert torch.equal(batch.inputs.sum(dim=2), torch.ones(4, 3, dtype=torch.float64))
    assert batch.loss_mask.all()
    assert batch.scored_steps == [0, 1, 2, 3]


def test_own_text_and_targets() -> None:
    batch = draw_batch(HelloTask(text="abc", targets="cca"), 1, 0, 0)
    assert batch.inputs.argmax(dim=2).flatten().tolist() == [0, 1, 2]
    assert batch.targets.flatten().tolist() == [2, 2, 0]


def test_targets_are_places_among_the_classes() -> None:
    batch = draw_batch(HelloTask(text="he", targets="lo", output_classes="targets"), 2, 0, 0)
    assert batch.inputs.shape == (2, 2, 4)
    assert batch.inputs.argmax(dim=2).tolist() == [[0, 0], [1, 1]]  # h e of h e l o
    assert batch.targets.tolist() == [[0, 0], [1, 1]]  # l o of l o
