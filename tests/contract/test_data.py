"""Texts and images: what is sent along, what lies on the server, and what happens where it does not."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from .running_server import RunningServer

LANES = [{"cell": {"kind": "lstm", "hidden_size": 3}}, {"cell": {"kind": "cwrnn", "hidden_size": 8}}]
OWN = {
    "task": {"kind": "text", "corpus": "own", "text": "강은 밤마다 (밤마다 (소리 없이)) 흐른다.\n", "length": 6},
    "lanes": LANES,
    "batch_size": 2,
    "steps": 40,
}
MNIST = {"task": {"kind": "mnist"}, "lanes": [{"cell": {"kind": "rnn", "hidden_size": 2}}], "batch_size": 2, "steps": 2}


@pytest.fixture(scope="module")
def image_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("images") / "mnist.npz"
    stream = np.random.default_rng(0)
    np.savez(path, x=stream.integers(0, 256, (20, 784)), y=np.arange(20) % 10)
    return path


@pytest.fixture(scope="module", params=["there", "gone"])
def image_server(request, image_file):
    running = RunningServer(mnist=image_file if request.param == "there" else image_file.with_name("gone.npz"))
    running.images_are_there = request.param == "there"
    yield running
    running.close()


def test_a_text_of_ones_own_is_trained_on_as_without_a_server(client, losses):
    client.send("start", experiment=OWN)
    begin = client.until("status")
    assert begin["experiment"]["task"]["text"] == OWN["task"]["text"]
    assert "ㄱ" in begin["facts"]["task"]["input_labels"]
    client.until("status", state="finished")
    for lane in range(2):
        np.testing.assert_array_equal(client.joined(lane), losses(OWN, lane))
    assert "0/initial_state/c" in client.frames[-1]


def test_the_longest_text_is_taken(client):
    text = "é" * 9_999 + "b"
    document = {**OWN, "task": {"kind": "text", "corpus": "own", "text": text}, "steps": 1}
    client.send("start", experiment=document)
    assert client.until("status", state="finished")["step"] == 0


def test_a_killed_worker_carries_the_same_state_on(nervous_server, join, eventually, losses):
    document = {**OWN, "steps": 3000, "lanes": LANES[:1]}
    client = join(nervous_server)
    client.send("pace", updates_per_second=150)
    client.send("start", experiment=document)
    while client.frame().step < 40:
        pass
    os.kill(nervous_server.worker_of(client).pid, signal.SIGKILL)
    assert client.until("status", state="recovered")["step"] >= 0
    client.send("pace", updates_per_second=None)
    client.until("status", state="finished")
    np.testing.assert_array_equal(client.joined(0), losses(document))


def test_images_come_from_the_named_file_or_the_run_is_refused_with_both_remedies(image_server, join, hello):
    client = join(image_server)
    client.send("start", experiment=MNIST)
    if image_server.images_are_there:
        client.until("status", state="finished")
        assert client.frames[-1]["input"].shape == (784, 1)
        return
    failed = client.until("status", state="failed")
    assert "gone.npz" in failed["reason"]
    assert "rnn-playground[mnist]" in failed["reason"]
    assert "RNN_PLAYGROUND_MNIST" in failed["reason"]
    assert failed["cause"]["type"] == "mnist_unreadable"
    client.send("start", experiment=hello(steps=3))
    client.until("status", state="finished")
    assert image_server.restarts == 0
