import numpy as np
import pytest
from pydantic import ValidationError

from rnn_playground.experiment import Experiment, TuneChange, explain
from rnn_playground.experiment.learning import (
    Chunk,
    FullBptt,
    TruncatedBptt,
    backward_chunks,
    backward_steps,
    truncation_mask,
    window_reach,
)


@pytest.mark.parametrize("length", [1, 4, 11, 12])
@pytest.mark.parametrize(("window", "shift"), [(1, 1), (4, 4), (4, 1), (6, 2), (5, 3), (20, 10), (12, 12)])
def test_the_mask_is_its_definition(window: int, shift: int, length: int) -> None:
    expected = np.zeros((length, length), dtype=np.uint8)
    for i in range(1, length + 1):
        end = min(length, shift * -(-i // shift))
        for s in range(1, i + 1):
            expected[i - 1, s - 1] = end - window < s
    mask = truncation_mask(TruncatedBptt(window=window, shift=shift), length)
    assert mask.dtype == np.uint8
    np.testing.assert_array_equal(mask, expected)
    assert (mask.diagonal() == 1).all()  # every loss reaches its own time step
    reaches = [window_reach(TruncatedBptt(window=window, shift=shift), loss, length) for loss in range(length)]
    np.testing.assert_array_equal(reaches, mask.sum(axis=1) - 1)


def test_each_loss_lies_in_one_chunk() -> None:
    chunks = backward_chunks(TruncatedBptt(window=6, shift=4), 11)
    assert chunks == (Chunk(0, 0, 4), Chunk(2, 4, 8), Chunk(5, 8, 11))


def test_a_window_over_everything_is_full() -> None:
    for bptt in (FullBptt(), TruncatedBptt(window=12, shift=12), TruncatedBptt(window=2000, shift=700)):
        assert backward_chunks(bptt, 12) == (Chunk(0, 0, 12),)
        np.testing.assert_array_equal(truncation_mask(bptt, 12), np.tril(np.ones((12, 12))))
        assert backward_steps(bptt, 12) == 12
        assert [window_reach(bptt, loss, 12) for loss in range(12)] == list(range(12))


@pytest.mark.parametrize(
    ("part", "fragment"),
    [
        ({"window": 3, "shift": 4}, "window 3 is shorter than shift 4"),
        ({"window": 9}, "window 9 is shorter than shift 10"),
        ({"window": 0, "shift": 0}, "bound is 1"),
        ({"window": 2.5}, "window"),
        ({"window": 2001}, "2000"),
    ],
)
def test_a_window_that_does_not_hold_its_shift_is_refused(part: dict[str, float], fragment: str) -> None:
    document = {"lanes": [{"bptt": {"kind": "truncated", **part}}]}
    with pytest.raises(ValidationError) as caught:
        Experiment.model_validate(document)
    first = explain(caught.value)[0]
    assert fragment in first["message"]
    assert first["path"][:3] == ["lanes", 0, "bptt"]


def test_windows_that_overlap_count_as_work() -> None:
    def work(bptt: dict[str, object], **lane: object) -> int:
        return Experiment.model_validate(
            {"task": {"kind": "adding", "length": 100}, "lanes": [{"bptt": bptt, **lane}]}
        ).work()

    full = work({"kind": "full"})
    assert work({"kind": "truncated", "window": 20, "shift": 20}) == full
    assert work({"kind": "truncated", "window": 20, "shift": 1}) == 20 * full
    later = [{"step": 3, "bptt": {"kind": "truncated", "window": 20, "shift": 1}}]
    assert work({"kind": "full"}, changes=later) == 20 * full
    with pytest.raises(ValidationError, match="a larger shift"):
        Experiment.model_validate(
            {
                "task": {"kind": "sine", "length": 2000},
                "lanes": [{"bptt": {"kind": "truncated", "window": 2000, "shift": 1}}],
            }
        )


def test_a_change_may_name_it() -> None:
    change = TuneChange.model_validate({"bptt": {"kind": "truncated", "window": 5, "shift": 5}})
    assert change.bptt == TruncatedBptt(window=5, shift=5)
