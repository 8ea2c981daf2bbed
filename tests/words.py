"""``python -m tests.words``: find words and sentence openings that this project does not use.

The command reads comments and strings of Python, comments of SQL, Markdown, YAML, page templates,
and the sentences in seeds. It prints a line for each finding, and exits 1 if there is one.
``words.csv`` has regular expressions, and states where each of them applies:

- ``text``: anywhere, as a complete word;
- ``docs``: as ``text``, but not in tests;
- ``start``: at the start of a sentence that is not a question;
- ``name``: as a complete identifier of Python.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORDS = Path(__file__).with_name("words.csv")
SEED_SENTENCES = ("sentence", "rule", "reason", "note", "evidence")
# Python 3.11 has one token for an f-string, which is a string.
STARTING, MIDDLE = (getattr(tokenize, f"FSTRING_{part}", -2) for part in ("START", "MIDDLE"))
QUOTES = re.compile(r"^[a-zA-Z]*(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')$")
SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s|\Z)|\Z)", re.S)
# Each match separates two texts, so that no sentence runs from a paragraph into the next.
YAML_BREAK = r"^[ ]*(?:- )?[\w.\-]+:(?:[ ]+[>|]-?)?(?=\s)|^[ ]*- |^[ ]*#"
BREAKS = {
    ".md": r"^#[^\n]*$|^```.*?^```|^[ ]*(?:[-*]|\d+\.)[ ]|\||\n\s*\n",
    ".yml": YAML_BREAK,
    ".yaml": YAML_BREAK,
    ".html": r"\{%.*?%\}|</?(?!(?:em|b|i|a|code|strong|span|abbr|sub|sup)\b)[a-z][^>]*>",
}


@dataclass(frozen=True)
class Word:
    """A pattern that is not used, where it applies, and what to write instead."""

    where: str
    pattern: str
    instead: str
    example: str

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Return the pattern, with any white space in place of a blank."""
        pattern = self.pattern.replace(" ", r"\s+")
        return re.compile(pattern if self.where == "start" else rf"(?i)\b(?:{pattern})\b", re.S)


@dataclass(frozen=True)
class Text:
    """A comment, string or paragraph; ``is_start`` if a sentence starts with it."""

    line: int
    content: str
    is_start: bool = True


def load() -> list[Word]:
    """Read the list."""
    with WORDS.open(encoding="utf-8", newline="") as stream:
        return [Word(**row) for row in csv.DictReader(stream)]


def texts(suffix: str, content: str) -> Iterator[Text]:
    """Yield the texts of a file that is not Python."""
    if suffix == ".csv":
        for number, row in enumerate(csv.DictReader(io.StringIO(content)), start=2):
            yield from (Text(number, row[name]) for name in SEED_SENTENCES if row.get(name))
    elif suffix == ".sql":
        for found in re.finditer(r"(?:[ \t]*--[^\n]*\n?)+|/\*.*?\*/|\{#.*?#\}", content, re.S):
            line = content.count("\n", 0, found.start()) + 1
            yield Text(line, re.sub(r"[ \t]*(?:--|/\*|\*/|\{#|#\}) ?", "", found[0]))
    elif suffix in BREAKS:
        start = 0
        for found in re.finditer(BREAKS[suffix] + r"|\Z", content, re.M | re.S):
            yield Text(content.count("\n", 0, start) + 1, content[start : found.start()])
            start = found.end()


def python_texts(tokens: list[tokenize.TokenInfo]) -> Iterator[Text]:
    """Yield each string, and comments of consecutive lines as one text."""
    comments: list[tokenize.TokenInfo] = []
    before = -1
    for token in tokens:
        if token.type == tokenize.COMMENT:
            if comments and token.start[0] != comments[-1].start[0] + 1:
                yield _joined(comments)
                comments = []
            comments.append(token)
        elif token.type in (tokenize.STRING, MIDDLE):
            inside = token.string if token.type == MIDDLE else QUOTES.sub("", token.string)
            # A string that continues the one before starts with a blank.
            is_start = before == STARTING or token.type == tokenize.STRING
            yield Text(token.start[0], inside, is_start and not inside.startswith(" "))
        before = token.type
    if comments:
        yield _joined(comments)


def _joined(comments: list[tokenize.TokenInfo]) -> Text:
    lines = (comment.string.lstrip("#: ") for comment in comments)
    return Text(comments[0].start[0], "\n".join(lines))


@dataclass(frozen=True)
class Finding:
    """A word or sentence opening in a file, and its entry in the list."""

    line: int
    found: str
    word: Word


def find(path: str, content: str, words: list[Word]) -> list[Finding]:
    """Return the findings in a file, in order of lines."""
    applied = {"text", "start"} | (set() if path.startswith("tests/") else {"docs"})
    used = [word for word in words if word.where in applied]
    findings: list[Finding] = []
    if path.endswith(".py"):
        tokens = list(tokenize.generate_tokens(io.StringIO(content).readline))
        findings += _names(tokens, words)
        found = python_texts(tokens)
    else:
        found = texts(Path(path).suffix, content)
    for text in found:
        findings += _anywhere(text, [word for word in used if word.where != "start"])
        findings += _openings(text, [word for word in used if word.where == "start"])
    return sorted(findings, key=lambda finding: finding.line)


def _names(tokens: list[tokenize.TokenInfo], words: list[Word]) -> Iterator[Finding]:
    named = {word.pattern: word for word in words if word.where == "name"}
    for token in tokens:
        if token.type == tokenize.NAME and token.string in named:
            yield Finding(token.start[0], token.string, named[token.string])


def _anywhere(text: Text, words: list[Word]) -> Iterator[Finding]:
    for word in words:
        for match in word.regex.finditer(text.content):
            yield Finding(_line(text, match), match[0], word)


def _openings(text: Text, words: list[Word]) -> Iterator[Finding]:
    for number, sentence in enumerate(SENTENCE.finditer(text.content)):
        if sentence[0].endswith("?") or (number == 0 and not text.is_start):
            continue
        for word in words:
            if word.regex.match(sentence[0]):
                yield Finding(_line(text, sentence), sentence[0][:40], word)


def _line(text: Text, match: re.Match[str]) -> int:
    return text.line + text.content.count("\n", 0, match.start())


def paths() -> list[str]:
    """List the checked files, without the test of this module, which quotes the words."""
    command = ["git", "ls-files", "*.py", "*.sql", "*.md", "*.yml", "*.yaml", "*.html"]
    command.append("dbt_project/seeds/*.csv")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in done.stdout.splitlines() if path != "tests/test_words.py"]


def main() -> None:
    """Check all files."""
    words, count = load(), 0
    for path in paths():
        for finding in find(path, (ROOT / path).read_text(encoding="utf-8"), words):
            shown = " ".join(finding.found.split())
            print(f"{path}:{finding.line}: '{shown}': write instead: {finding.word.instead}")
            count += 1
    if count:
        sys.exit(f"{count} words or sentence openings to replace (tests/words.csv)")


if __name__ == "__main__":
    main()
