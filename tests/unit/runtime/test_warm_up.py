"""Preparation for a restore by SnapStart."""

import random
import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from handlers.runtime.warm_up import warm_up


def test_restored_functions_have_other_random_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given AWS's base image, in which a function was loaded
    hooks: list[Callable[[], None]] = []
    monkeypatch.setenv("LAMBDA_TASK_ROOT", "/var/task")
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", SimpleNamespace(register_after_restore=hooks.append))
    warm_up("getContract")
    snapshot = random.getstate()

    # When it is restored twice from one snapshot
    states = set()
    for _ in range(2):
        random.setstate(snapshot)
        for hook in hooks:
            hook()
        states.add(random.getstate())

    # Then it continues differently
    assert len(states) == 2


def test_other_base_images_have_no_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAMBDA_TASK_ROOT", "/var/task")
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", None)

    warm_up("getContract")
