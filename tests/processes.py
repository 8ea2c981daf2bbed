"""Processes that a test kills, forked from one that has imported what they need."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from typing import Any

FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["tests.contract.adapters", "tests.ingestion.openalex.test_faults"])


def start(function: Callable[..., None], *arguments: Any) -> BaseProcess:
    """Start a function of a module in a process of its own, which a test can kill."""
    process = FORKS.Process(target=function, args=arguments, daemon=True)
    process.start()
    return process
