"""The key by which a model is found again in a later list."""

from __future__ import annotations

import unicodedata


def match_key(text: str) -> str:
    """Return the letters and digits of any script in a name of a model or a title (M18).

    Case and width of letters do not matter. A plus is a word, and a dot stays between two digits.
    """
    plain = unicodedata.normalize("NFKC", text).lower().replace("+", "plus")
    around = zip(f" {plain}", plain, f"{plain[1:]} ", strict=False)
    return "".join(
        letter
        for before, letter, after in around
        if letter.isalpha()
        or letter.isdecimal()
        or (letter == "." and before.isdecimal() and after.isdecimal())
    )
