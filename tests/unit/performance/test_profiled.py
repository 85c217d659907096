"""A profile by package."""

from __future__ import annotations

import cProfile
import json
import pstats
import time
from typing import Any

import pytest

from tests.performance.measured.profiled import package_of, shares


def table_of(profiler: cProfile.Profile) -> Any:
    return pstats.Stats(profiler).stats  # type: ignore[attr-defined]  # its table


def test_c_functions_count_to_their_callers() -> None:
    profiler = cProfile.Profile()

    profiler.runcall(lambda: [json.loads(f"[{time.thread_time()}]") for _ in range(200)])

    told = shares(table_of(profiler))
    assert told["packages"]["tests"] > 0
    assert told["packages"]["python"] > 0
    assert 0.99 < sum(told["packages"].values()) / told["all"] < 1.01


def test_package_of_a_file_is_from_its_path() -> None:
    assert package_of(__file__) == "tests"
    assert package_of(json.__file__) == "python"
    assert package_of("<frozen os>") == "python"
    assert package_of(pytest.__file__) == "pytest"
