"""Accelerators that an abstract names: GPUs, TPUs and others, and how many.

FPGAs are left out, because abstracts name them for inference, not for training. NPU and B100 are
left out too, because abstracts mean data sets by them (OULU-NPU, BSD100).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CHIP = (
    "(?:(?i:graphics (?:processing units?|processors?|cards?)|tensor processing units?|gp-?gpus?|"
    "gpus?|titan (?:xp?|v|rtx)|[gr]tx ?-?[0-9]{3,4}(?: ?ti)?|tesla [kpvmat][0-9]{1,3})|TPUs?|"
    "[AHPV][12]00s?|DGX-?[12A]?[0-9]*)"
)
MAKER = (
    "(?i:nvidia|geforce|tesla|titan [a-z]+|[gr]tx ?-?[0-9]{3,4}(?: ?ti)?|"
    "[akhmptv][0-9]{1,3}(?: ?ti)?|cloud|consumer|consumer-grade|commodity|desktop|standard|modern|"
    "single)"
)
KIND = "(?i:hardware|deep[- ]learning|neural[- ]network|machine[- ]learning|dnn|ai) accelerators?"
TO_TEN = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
NUMBERS = {word: number for number, word in enumerate(TO_TEN, start=1)}
NUMBERS |= {"single": 1, "twelve": 12, "sixteen": 16, "thirty-two": 32, "sixty-four": 64}
UNITS = "days?|hours?|minutes?|hrs?|weeks?|months?|years?|memory|rams?|time|cores?"
NAMED = re.compile(rf"\b(?:{CHIP}|(?:{KIND}))\b", re.ASCII)
# A phrase with a number includes words that change the meaning of the number, such as a card model
# before it or a unit after it.
COUNTED = re.compile(
    r"\b(?:(?i:geforce|[gr]tx|titan|tesla|version) ?-?)?"
    rf"(?:[0-9][0-9.,]{{0,20}}|(?i:{'|'.join(NUMBERS)}))"
    rf"(?: +{MAKER})? +(?:{MAKER} +)?(?:{CHIP})\b(?:[ -]*(?i:{UNITS}))?",
    re.ASCII,
)
UNIT_AT_END = re.compile(f"(?i:{UNITS})$")
# Letters that every name has; most abstracts have none of them, and need no regular expression.
SIGNS = (
    "gpu", "tpu", "graphics", "tensor proc", "titan", "tx", "tesla", "100", "200", "dgx",
    "accelerator",
)  # fmt: skip


def has_accelerator(abstract: str) -> bool:
    """Whether the abstract names an accelerator, a weak sign of compute: most name none."""
    lower = abstract.lower()
    return any(sign in lower for sign in SIGNS) and bool(NAMED.search(abstract))


def devices(abstract: str) -> int | None:
    """Return the largest number of accelerators that the abstract counts; None if it counts none.

    It may also name a smaller number of devices, for inference.
    """
    return max(_counts(abstract), default=None)


def _counts(abstract: str) -> Iterator[int]:
    for match in COUNTED.finditer(abstract):
        # `8 GPU days` is a duration, and not a number of devices.
        if UNIT_AT_END.search(match[0]):
            continue
        word = match[0].split(" ")[0].replace(",", "").lower()
        if word in NUMBERS:
            yield NUMBERS[word]
        elif re.fullmatch("[0-9]{1,9}", word):
            yield int(word)
