"""Accelerators are named and counted.

A card's model number, memory and GPU hours are not counts. Other words are not accelerators.
"""

from __future__ import annotations

import pytest

from dbt_project.functions.texts.accelerators import devices, has_accelerator

COUNTS = {
    "Trained on 8 NVIDIA V100 GPUs, it runs on a single GPU.": 8,
    "At 30 fps on a GTX 1080 GPU.": None,
    "In 2.6 GPU-days or 1,000 GPU hours with 12 GPU memory.": None,
    "With two RTX 4090 cards.": 2,
    "Scales to 1,024 TPUs.": 1024,
    "On deep learning accelerators.": None,
    "Graphics Processing Units help; a Tesla K40 does.": None,
    "On 2080 Ti GPU or 80 GB GPU.": None,
    "We climb stairs and ascend; an accelerator of growth, and A100 is lower: a100.": None,
}
NONE = [
    "We climb stairs and ascend; an accelerator of growth, a new SGD acceleration: a100.",
    "A particle accelerator; v100 inputs; tpust; tensorflow/tpu; OULU-NPU and B100 data.",
    " ",
]


@pytest.mark.parametrize("abstract", COUNTS)
def test_an_accelerator_is_counted(abstract: str) -> None:
    assert has_accelerator(abstract)
    assert devices(abstract) == COUNTS[abstract]


@pytest.mark.parametrize("abstract", NONE)
def test_another_word_is_no_accelerator(abstract: str) -> None:
    assert not has_accelerator(abstract)
