"""Names of fields and units, which many organisations share."""

from __future__ import annotations

import re

SUBJECTS = (
    "administration|and|applied|artificial|biology|business|chemistry|communications?|"
    "computational|computer|computing|data|economics|electrical|electronics?|engineering|"
    "industrial|informatics|information|intelligence|management|mathematical|mathematics|"
    "mechanical|medicine|pathology|physics|physiology|robotics|sciences?|statistics|systems|"
    "technology"
)
WORDS = (
    f"{SUBJECTS}|advanced|autonomous|biomedical|brain|cognitive|digital|human|inspired|intelligent|"
    "interactive|knowledge|language|learning|machine|mining|natural|networks?|neural|perceptual|"
    "perception|processing|quantum|research|security|signal|social|software|speech|vision|visual|"
    "a|at|for|in|of|on|the|"
    "cent(?:er|re)|division|group|institute|lab|laborator(?:y|ies)|program|section|team|unit|"
    "angewandte|de|des|en|et|f[uü]r|informatik|informatique|institut|laboratoire|materials|"
    "mathematik|mathematiques|mathématiques|physik|physique|recherche|theoretical|theoretische|und"
)
# A lower-case name that has only fields and kinds of units, such as `autonomous systems lab`.
UNIT = re.compile(f"(?:{WORDS})(?: (?:{WORDS}))*")
# A lower-case name of a department or a kind of institution.
GENERIC = re.compile(
    "(?:the )?(?:"
    "(?:(?:graduate )?(?:faculty|school)|department|division)(?: (?:of|for) .*)?"
    f"|(?:institute|cent(?:er|re)|laboratory|college) (?:of|for)(?: (?:{SUBJECTS}))+"
    "|(?:city|national) university|universidad nacional"
    "|university of (?:(?:science and )?technology|finance and economics)"
    ")"
)
