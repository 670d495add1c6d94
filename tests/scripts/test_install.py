"""Which PyTorch `make run` lets uv take."""

from __future__ import annotations

import pytest

from install import why_not_this_torch

PLAN = "Resolved 24 packages in 1.2s\nWould install 24 packages\n + sympy==1.14.0\n + torch=={}\n + tqdm==4.67.1\n"


@pytest.mark.parametrize("version", ["2.13.0+cpu", "2.13.0+cu130", "2.13.0+rocm7.0"])
def test_a_build_of_pytorchs_own_index_is_taken(version: str) -> None:
    assert why_not_this_torch(PLAN.format(version), cuda_by_default=True) is None


def test_the_build_that_brings_cuda_unasked_is_refused_by_name() -> None:
    objection = why_not_this_torch(PLAN.format("2.13.0"), cuda_by_default=True)
    assert objection is not None
    assert "2.13.0" in objection


def test_pypi_is_good_enough_where_its_build_has_no_cuda() -> None:
    assert why_not_this_torch(PLAN.format("2.13.0"), cuda_by_default=False) is None


def test_a_torch_that_is_there_already_stays() -> None:
    assert why_not_this_torch("Would make no changes\n", cuda_by_default=True) is None
