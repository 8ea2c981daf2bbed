"""Names of fields and units, which many organisations share."""

from __future__ import annotations

import re

SUBJECTS = (
    "administration|and|applied|artificial|biology|business|chemistry|communication|communications|"
    "computational|computer|computing|data|economics|electrical|electronic|electronics|engineering|"
    "industrial|informatics|information|intelligence|management|mathematical|mathematics|"
    "mechanical|medicine|pathology|physics|physiology|robotics|science|sciences|statistics|systems|"
    "technology"
)
WORDS = (
    f"{SUBJECTS}|advanced|autonomous|biomedical|brain|cognitive|digital|human|inspired|intelligent|"
    "interactive|knowledge|language|learning|machine|mining|natural|network|networks|neural|"
    "perceptual|perception|processing|quantum|research|security|signal|social|software|speech|"
    "vision|visual|a|at|for|in|of|on|the|center|centre|division|group|institute|lab|laboratory|"
    "laboratories|program|section|team|unit|angewandte|de|des|en|et|fur|für|informatik|"
    "informatique|institut|laboratoire|materials|mathematik|mathematiques|mathématiques|physik|"
    "physique|recherche|theoretical|theoretische|und"
)
UNIT_WORDS = frozenset(WORDS.split("|"))
# A lower-case name of a department or a kind of institution.
GENERIC = re.compile(
    "(?:the )?(?:"
    "(?:(?:graduate )?(?:faculty|school)|department|division)(?: (?:of|for) .*)?"
    f"|(?:institute|cent(?:er|re)|laboratory|college) (?:of|for)(?: (?:{SUBJECTS}))+"
    "|(?:city|national) university|universidad nacional"
    "|university of (?:(?:science and )?technology|finance and economics)"
    ")"
)


def is_unit(name: str) -> bool:
    """Whether a lower-case name has only fields and kinds of units: `autonomous systems lab`."""
    return UNIT_WORDS.issuperset(name.split(" "))
