"""A script that a process writes is the one that would be written here; where none is written, that is told."""

from __future__ import annotations

import sys

import pytest

from rnn_playground import Experiment
from rnn_playground.experiment.tasks import TextTask
from rnn_playground.export.script import script_of
from rnn_playground.server.script_process import NoScript, written_script


def test_it_is_the_same_script():
    experiment = Experiment(task=TextTask(corpus="own", text="가나다 abc ☃ 'quoted' \\n\n" * 3), steps=7)
    written = written_script(experiment)
    assert written.content == script_of(experiment).content()
    assert written.media_type == "text/x-python; charset=utf-8"


def test_a_refusal_comes_back_as_it_was_told():
    refusal = "import json; print(json.dumps({'errors': [{'path': [], 'message': 'no digits'}]}))"
    told = written_script(Experiment(), command=(sys.executable, "-c", refusal))
    assert told.errors[0]["message"] == "no digits"


def test_a_process_that_fails_writes_none():
    with pytest.raises(NoScript, match="try again"):
        written_script(Experiment(), command=(sys.executable, "-c", "raise SystemExit(1)"))
