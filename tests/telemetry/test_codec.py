"""What is encoded is safetensors: the library reads it back, to the bit, and finds every tensor aligned."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from safetensors import safe_open
from safetensors.numpy import load, save

from rnn_playground.telemetry.codec import decode, encode
from rnn_playground.telemetry.frame import Frame, PackedFrame

Tensors = dict[str, npt.NDArray[Any]]
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(lambda s: s != "__metadata__")
DTYPES = ("float32", "int64", "uint8")
VALUES = st.one_of(
    [arrays(dtype, array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)) for dtype in DTYPES],
)
FRAMES = st.dictionaries(NAMES, VALUES, max_size=8)
WORDS = st.dictionaries(NAMES, st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=5)
SCALARS = st.integers(0, 6).flatmap(
    lambda count: st.fixed_dictionaries(
        {
            f"{lane}/{name}": arrays(dtype, count)
            for lane in (0, 1)
            for name, dtype in (("steps", "int64"), ("loss", "float32"))
        }
    )
)


def header_of(blob: bytes) -> tuple[dict[str, Any], int]:
    """Return the tensors' entries in a blob's header, and where the data begin."""
    length = int.from_bytes(blob[:8], "little")
    header = json.loads(blob[8 : 8 + length])
    header.pop("__metadata__", None)
    return header, 8 + length


def assert_holds(blob: bytes, tensors: Tensors, metadata: dict[str, str]) -> None:
    """Read ``blob`` with the library and compare bits; every tensor has to lie at a multiple of its number's size."""
    found = load(blob)
    assert found.keys() == tensors.keys()
    for name, value in tensors.items():
        assert (found[name].dtype, found[name].shape) == (value.dtype, value.shape)
        assert found[name].tobytes() == value.tobytes()
    assert decode(blob)[1] == metadata
    entries, begin = header_of(blob)
    assert begin % 8 == 0
    for name, entry in entries.items():
        assert (begin + entry["data_offsets"][0]) % tensors[name].dtype.itemsize == 0


@given(FRAMES, WORDS)
def test_the_library_reads_what_is_encoded_to_the_bit(tensors: Tensors, metadata: dict[str, str]) -> None:
    assert_holds(encode(tensors, metadata), tensors, metadata)


@given(FRAMES.filter(bool), WORDS)
def test_it_says_the_same_as_what_the_library_encodes(tensors: Tensors, metadata: dict[str, str]) -> None:
    theirs = save({name: np.ascontiguousarray(value).reshape(value.shape) for name, value in tensors.items()}, metadata)
    ours, others = decode(encode(tensors, metadata)), decode(theirs)
    assert ours[1] == others[1]
    assert {name: value.tobytes() for name, value in ours[0].items()} == {
        name: value.tobytes() for name, value in others[0].items()
    }


@given(FRAMES, WORDS, SCALARS, WORDS)
def test_a_packed_frame_is_sent_with_scalars_and_another_header(
    tensors: Tensors, metadata: dict[str, str], scalars: Tensors, more: dict[str, str]
) -> None:
    tensors = {name: value for name, value in tensors.items() if name not in scalars}
    packed = PackedFrame.of(Frame(7, tensors, metadata))
    again = PackedFrame.from_parts(7, packed.metadata, packed.parts())
    assert again == packed
    assert_holds(again.blob(more, scalars), {**tensors, **scalars}, {**metadata, **more})


def test_arrays_in_any_order_of_memory_come_out_in_c_order() -> None:
    square = np.arange(12, dtype=np.float32).reshape(3, 4)
    tensors: Tensors = {"turned": square.T, "every other": square[:, ::2], "column": square[:, 1]}
    assert_holds(encode(tensors, {}), tensors, {})
    assert_holds(PackedFrame.of(Frame(0, tensors)).blob({}), tensors, {})


def test_the_same_names_in_other_shapes_are_not_mixed_up() -> None:
    for size in (3, 4, 3):
        tensors: Tensors = {"x": np.full(size, size, dtype=np.float32), "y": np.arange(size, dtype=np.int64)}
        assert_holds(encode(tensors, {}), tensors, {})


@pytest.mark.parametrize("dtype", ["float16", ">f4", "complex64"])
def test_a_dtype_that_the_protocol_does_not_have_is_refused(dtype: str) -> None:
    with pytest.raises(ValueError, match=r"tensor x is of dtype .* convert it"):
        encode({"x": np.zeros(2, dtype=dtype)}, {})


def test_a_reader_of_files_opens_it(tmp_path: Any) -> None:
    path = tmp_path / "frame.safetensors"
    path.write_bytes(encode({"x": np.arange(3, dtype=np.float32)}, {"step": "5"}))
    with safe_open(path, framework="numpy") as opened:
        assert opened.metadata() == {"step": "5"}
        assert opened.get_tensor("x").tolist() == [0, 1, 2]
