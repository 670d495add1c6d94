"""The commands, as somebody types them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import redirect_stderr, suppress

import numpy as np
import pytest

from rnn_playground import cli
from rnn_playground.telemetry.recording import Recording

HELLO = {"task": {"kind": "hello"}, "lanes": [{"cell": {"kind": "lstm", "hidden_size": 3}}, {}], "batch_size": 1}
WILD = {
    "task": {"kind": "adding", "length": 8},
    "lanes": [
        {
            "cell": {"kind": "rnn", "activation": "identity", "hidden_size": 4},
            "optimizer": {"kind": "sgd", "learning_rate": 1e6},
            "clip": {"kind": "none"},
        }
    ],
    "batch_size": 2,
}


@pytest.fixture
def written(tmp_path):
    def write(document):
        path = tmp_path / "experiment.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return str(path)

    return write


def test_version_and_catalog(capsys):
    assert cli.main(["version"]) == 0
    assert capsys.readouterr().out.startswith("rnn-playground 0.")
    assert cli.main(["catalog"]) == 0
    assert json.loads(capsys.readouterr().out)["protocol"] == 1


def test_it_runs_as_a_module():
    result = subprocess.run([sys.executable, "-m", "rnn_playground", "version"], capture_output=True, check=True)
    assert result.stdout.startswith(b"rnn-playground")


def test_train_prints_one_object_a_step(written, capsys):
    assert cli.main(["train", written(HELLO), "--steps", "5", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["step"] for line in lines] == [0, 1, 2, 3, 4]
    assert [lane["lane"] for lane in lines[0]["lanes"]] == [0, 1]
    assert set(lines[0]["lanes"][0]) == {"lane", "loss", "metric", "gradient_norm"}


def test_json_tells_a_validation_where_there_is_one(written, capsys):
    text = {
        "task": {"kind": "text", "length": 4},
        "lanes": [{"cell": {"kind": "rnn", "hidden_size": 3}}],
        "batch_size": 2,
    }
    assert cli.main(["train", written(text), "--steps", "17", "--json"]) == 0
    lanes = [json.loads(line)["lanes"][0] for line in capsys.readouterr().out.splitlines()]
    assert [step for step, lane in enumerate(lanes) if "validation_metric" in lane] == [15]
    assert 0.0 <= lanes[15]["validation_metric"] <= 1.0 < lanes[15]["validation_loss"]


def test_json_says_null_where_a_number_is_not_finite(written, capsys):
    assert cli.main(["train", written(WILD), "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    last = json.loads(lines[-1])
    assert len(lines) < 100
    assert "NaN" not in lines[-1]
    assert "Infinity" not in lines[-1]
    assert None in last["lanes"][0].values()


def test_train_says_how_it_ended(written, capsys):
    assert cli.main(["train", written(HELLO), "--steps", "3"]) == 0
    assert capsys.readouterr().out.startswith("finished at step 2: A loss ")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own needs a pty")
def all_of(terminal: int) -> bytes:
    """Return what was written to a terminal that nobody writes to any more; it arrives piece by piece."""
    pieces = []
    with suppress(OSError):  # Linux says so at the end
        while piece := os.read(terminal, 1 << 16):
            pieces.append(piece)
    os.close(terminal)
    return b"".join(pieces)


def test_train_shows_on_a_terminal_how_far_it_is(written):
    master, slave = os.openpty()
    with open(slave, "w", encoding="utf-8") as terminal, redirect_stderr(terminal):
        assert cli.main(["train", written(HELLO), "--steps", "150"]) == 0
    shown = all_of(master).decode()
    assert shown.endswith("\r\n")
    last = shown.rstrip().rpartition("\r")[2]
    assert last.startswith("100% 150/150, 0:00:00 left: A loss ")


def test_train_writes_a_recording(written, tmp_path, capsys):
    out = tmp_path / "run.safetensors"
    assert cli.main(["train", written(HELLO), "--steps", "150", "--out", str(out)]) == 0
    recording = Recording.read(out)
    assert recording.scalars.last(1) == 149
    assert recording.frames[0].step == 0
    assert recording.frames[-1].step == 149
    assert "0/gates" in recording.frames[0]


def test_an_interrupted_training_keeps_what_it_has(written, tmp_path):
    out = tmp_path / "run.safetensors"
    command = [sys.executable, "-m", "rnn_playground", "train", written(HELLO), "--steps", "200000", "--json"]
    with subprocess.Popen([*command, "--out", str(out)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        steps = [json.loads(process.stdout.readline())["step"] for _ in range(5)]
        process.send_signal(signal.SIGINT)
        process.communicate()
    assert process.returncode == cli.INTERRUPTED
    recording = Recording.read(out)
    assert recording.scalars.last(0) >= steps[-1] == 4
    assert recording.frames[0].step == 0


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"steps": 0}, "steps is 0; the bound is 1"),
        ({"lanes": [{"cell": {"kind": "rnn", "hidden_size": 9999}}]}, "lanes.0.cell.hidden_size"),
        ('{"steps": NaN}', "steps"),
        ("{", "experiment.json"),
        ("[]", "experiment.json"),
    ],
)
def test_a_wrong_document_is_explained_with_exit_code_2(written, capsys, document, words):
    assert cli.main(["train", written(document)]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_a_missing_file_is_explained(capsys, tmp_path):
    assert cli.main(["train", str(tmp_path / "nothing.json")]) == 2
    assert "nothing.json" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_told_before_the_training(written, capsys, tmp_path):
    assert cli.main(["train", written(HELLO), "--json", "--out", str(tmp_path / "nowhere" / "a.safetensors")]) == 2
    told = capsys.readouterr()
    assert "nowhere" in told.err
    assert told.out == ""


def test_a_wrong_port_is_explained(capsys):
    assert cli.main(["serve", "--port", "99999", "--no-browser"]) == 2
    assert "port is 99999; the bound is 65535" in capsys.readouterr().err


def test_a_port_in_use_is_explained(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--port", str(port), "--no-browser"]) == 2
    problem = capsys.readouterr().err
    assert f"port {port} at 127.0.0.1" in problem
    assert "--port" in problem


MNIST = {"task": {"kind": "mnist"}, "lanes": [{"cell": {"kind": "rnn", "hidden_size": 2}}], "batch_size": 1, "steps": 1}


def test_train_reads_the_images_it_is_given(written, tmp_path, capsys):
    images = tmp_path / "mnist.npz"
    np.savez(images, x=np.zeros((4, 784), dtype=np.uint8), y=np.arange(4))
    assert cli.main(["train", written(MNIST), "--mnist", str(images), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["step"] == 0


def test_train_says_what_to_do_where_there_are_no_images(written, tmp_path, capsys):
    assert cli.main(["train", written(MNIST), "--mnist", str(tmp_path / "gone.npz")]) == cli.WRONG_INPUT
    said = capsys.readouterr().err
    assert "gone.npz" in said
    assert "rnn-playground[mnist]" in said
    assert "--mnist" in said


# Ends the command where it comes to load the application, and tells whether the template is loading by then.
STOPS_AT_THE_APPLICATION = """
import os, sys
from pathlib import Path
from rnn_playground import cli

def command_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes()

class Stop:
    def find_spec(name, path, target=None):
        if name == "rnn_playground.server.app":
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
            print(any(b"multiprocessing.forkserver" in command_of(child) for child in children), flush=True)
            os._exit(0)

sys.meta_path.insert(0, Stop)
cli.main(["serve", "--port", "0", "--no-browser"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
@pytest.mark.parametrize("forks", [True, False])
def test_the_template_loads_beside_the_application(forks):
    environment = {**os.environ, "RNN_PLAYGROUND_FORK_WORKERS": str(forks), "RNN_PLAYGROUND_ENGINE": "local"}
    result = subprocess.run(
        [sys.executable, "-c", STOPS_AT_THE_APPLICATION], env=environment, capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == str(forks), result.stderr
