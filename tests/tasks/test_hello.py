import torch

from rnn_playground.experiment.tasks import HelloTask
from rnn_playground.tasks import draw_batch


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
