"""Where compiled kernels are kept."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from rnn_playground.kernels import cache


def test_the_directory_is_the_users_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "user_cache_path", lambda name: tmp_path / name)
    directory = cache.cache_directory()
    assert directory is not None
    assert directory.is_relative_to(tmp_path)
    assert directory.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other places")
def test_it_lies_where_the_user_has_what_can_be_made_again(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    for named in ("", str(tmp_path / "elsewhere")):
        monkeypatch.setenv("XDG_CACHE_HOME", named)
        assert cache.user_cache_path("rnn") == Path(named or tmp_path / ".cache") / "rnn"


def test_where_nothing_can_be_kept_for_the_user_the_temporary_files_serve(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(cache, "user_cache_path", lambda name: tmp_path / "file" / name)
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    directory = cache.cache_directory()
    assert directory is not None
    assert directory.parent.parent == tmp_path


def test_what_is_shipped_can_be_read_by_all_and_is_the_same_each_time(tmp_path):
    directory = cache.cache_directory(tmp_path)
    assert directory is not None
    assert directory.stat().st_mode & 0o055 == 0o055
    assert directory == cache.cache_directory(tmp_path)
    for part in cache.PARTS:
        assert not cache.is_compiled(directory)
        cache.mark_compiled(directory, part)
    assert cache.is_compiled(directory)


def test_no_directory_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert cache.cache_directory(tmp_path / "file") is None


def test_shipped_kernels_are_taken_over(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "SHIPPED", tmp_path / "shipped")
    shipped = cache.cache_directory(cache.SHIPPED)
    assert shipped is not None
    (shipped / "kernel.nbi").write_bytes(b"code")
    not_yet = cache.cache_directory(tmp_path / "a")
    assert not_yet is not None
    assert not (not_yet / "kernel.nbi").exists()
    for part in cache.PARTS:
        cache.mark_compiled(shipped, part)
    taken = cache.cache_directory(tmp_path / "b")
    assert taken is not None
    assert cache.is_compiled(taken)
    assert (taken / "kernel.nbi").read_bytes() == b"code"


def test_the_name_says_what_the_code_depends_on(tmp_path, monkeypatch):
    import llvmlite.binding

    before = cache.cache_directory(tmp_path)
    monkeypatch.setattr(llvmlite.binding, "get_host_cpu_name", lambda: "another")
    assert cache.cache_directory(tmp_path) != before


def test_another_copy_of_the_source_has_a_directory_of_its_own(tmp_path, monkeypatch):
    sources = Path(cache.__file__).parent
    shutil.copytree(sources, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__", "compiled"))
    before = cache.cache_directory(tmp_path)
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "copy" / "cache.py"))
    copied = cache.cache_directory(tmp_path)
    assert copied != before
    os.utime(tmp_path / "copy" / "vector.py", (0, 0))
    assert cache.cache_directory(tmp_path) != copied


def test_without_numba_the_reference_serves(monkeypatch):
    monkeypatch.setattr(cache, "find_spec", lambda name: None)
    assert not cache.kernels_are_possible()
