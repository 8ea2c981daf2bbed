"""Unpack gzip and zip files within a limit, and refuse damaged or dangerous ones."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

from ingestion.errors import IngestionError
from ingestion.landing.schema import Input

# Most unpacked bytes of a gzip file, and of all members of a zip.
MAX_UNPACKED_BYTES = 4 * 1024**3
CHUNK_BYTES = 1024**2
MAC_FOLDER = "__MACOSX/"
GZIP_ERRORS = (zlib.error, EOFError, OSError)
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


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


def extract_members(file: Input, ending: str) -> list[Input]:
    """Unpack the members of a zip that end in ``ending`` into the scratch folder.

    Raises IngestionError on a broken zip, one without such members, a member whose path leaves the
    archive, or more than ``MAX_UNPACKED_BYTES`` unpacked.
    """
    try:
        with zipfile.ZipFile(file.path) as archive:
            members = [i for i in archive.infolist() if not i.filename.startswith(MAC_FOLDER)]
            size = sum(info.file_size for info in members)
            if size > MAX_UNPACKED_BYTES:
                raise IngestionError(file.name, f"the zip would unpack to {size} bytes")
            for info in members:
                name = info.filename.replace("\\", "/")
                if name.startswith("/") or ":" in name or ".." in name.split("/"):
                    rule = f"zip member {info.filename!r} has a path outside the archive"
                    raise IngestionError(file.name, rule)
            members = [info for info in members if info.filename.lower().endswith(ending)]
            if not members:
                raise IngestionError(file.name, f"the zip contains no {ending[1:].upper()} file")
            paths = [Path(archive.extract(info, file.scratch)) for info in members]
    except ZIP_ERRORS as error:
        # The text of an error of the system has our folders.
        reason = getattr(error, "strerror", None) or error
        raise IngestionError(file.name, f"not a readable zip file: {reason}") from error
    return [replace(file, path=path, name=f"{file.name}:{path.name}") for path in paths]
