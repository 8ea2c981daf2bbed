"""Unpack gzip and zip files within a limit, and refuse damaged or dangerous ones."""

from __future__ import annotations

import gzip
import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from ingestion.errors import IngestionError
from ingestion.landing.values import PATTERN_CHARACTERS

# Most unpacked bytes of a gzip file, and of all members of a zip.
MAX_UNPACKED_BYTES = 4 * 1024**3
CHUNK_BYTES = 1024**2
GZIP_ERRORS = (zlib.error, EOFError, OSError)
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


def unpack_gzip(path: Path, file: str, scratch: Path) -> Path:
    """Unpack a gzip file into ``scratch``, and return the path without its ending.

    Raises IngestionError on a damaged or truncated file, and on more than ``MAX_UNPACKED_BYTES``.
    """
    size, target = 0, scratch / path.stem
    if path.stat().st_size == 0:
        raise IngestionError(file, "not a readable gzip file: it is empty")
    # A full disk is an OSError too, but it is no error of the file.
    with target.open("wb") as out, gzip.open(path, "rb") as stream:
        while chunk := _next_chunk(stream, file):
            size += len(chunk)
            if size > MAX_UNPACKED_BYTES:
                raise IngestionError(file, f"it unpacks to more than {MAX_UNPACKED_BYTES} bytes")
            out.write(chunk)
    return target


def _next_chunk(stream: gzip.GzipFile, file: str) -> bytes:
    try:
        return stream.read(CHUNK_BYTES)
    except GZIP_ERRORS as error:
        raise IngestionError(file, f"not a readable gzip file: {error}") from error


def extract_members(path: Path, file: str, scratch: Path, ending: str) -> list[Path]:
    """Unpack the members of a zip that end in ``ending`` into ``scratch``.

    Raises IngestionError on a broken zip, one without such members, a member whose path leaves the
    archive, or more than ``MAX_UNPACKED_BYTES`` unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                _check_member(file, info)
            size = sum(info.file_size for info in archive.infolist())
            if size > MAX_UNPACKED_BYTES:
                raise IngestionError(file, f"the zip would unpack to {size} bytes")
            members = [info for info in archive.infolist() if info.filename.endswith(ending)]
            for info in archive.infolist():
                if info.filename.lower().endswith(ending) and info not in members:
                    rule = f"rename the zip member {info.filename!r}: its ending must be {ending}"
                    raise IngestionError(file, rule)
            if not members:
                raise IngestionError(file, f"the zip contains no {ending[1:].upper()} file")
            return [Path(archive.extract(info, scratch)) for info in members]
    except ZIP_ERRORS as error:
        raise IngestionError(file, f"not a readable zip file: {error}") from error


def _check_member(file: str, info: zipfile.ZipInfo) -> None:
    member = PurePosixPath(info.filename.replace("\\", "/"))
    if not member.parts:
        rule = f"zip member {info.filename!r} has no file name: pack the files again"
        raise IngestionError(file, rule)
    if member.is_absolute() or ".." in member.parts or ":" in member.parts[0]:
        raise IngestionError(file, f"zip member {info.filename!r} has a path outside the archive")
    if any(character in info.filename for character in PATTERN_CHARACTERS):
        rule = f"rename the zip member {info.filename!r}: its name has one of {PATTERN_CHARACTERS}"
        raise IngestionError(file, rule)
    if info.flag_bits & 1:
        raise IngestionError(file, f"zip member {info.filename!r} is encrypted")
