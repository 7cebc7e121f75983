"""Other people's programs that read a PDF: poppler and qpdf."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET


def run(*command: str) -> str:
    """What a program prints, errors too; its exit status is not looked at."""
    done = subprocess.run(command, capture_output=True, check=False, timeout=50)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def saved(folder: Path, pdf: bytes, name: str = "report.pdf") -> str:
    path = folder / name
    path.write_bytes(pdf)
    return str(path)


def text_of(folder: Path, pdf: bytes) -> str:
    """The text in the order it was drawn, composed, with white space left out."""
    raw = run("pdftotext", "-raw", "-enc", "UTF-8", saved(folder, pdf), "-")
    return bare(raw)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def pages_of(folder: Path, pdf: bytes) -> int:
    found = re.search(r"Pages:\s+(\d+)", run("pdfinfo", saved(folder, pdf)))
    assert found
    return int(found[1])


@dataclass(frozen=True)
class Word:
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def words_of(folder: Path, pdf: bytes) -> tuple[list[Word], float, float]:
    """Each word with its box, and the size of the paper, in points."""
    path, out = saved(folder, pdf), folder / "boxes.xml"
    run("pdftotext", "-bbox", path, str(out))
    root = ET.fromstring(re.sub(r'\sxmlns="[^"]+"', "", out.read_text()))  # noqa: S314 - our own
    pages = root.findall(".//page")
    words = [_word(index, w) for index, page in enumerate(pages) for w in page.findall("word")]
    return words, float(pages[0].attrib["width"]), float(pages[0].attrib["height"])


def _word(page: int, found: ET.Element) -> Word:
    left, top, right, bottom = (float(found.attrib[k]) for k in ("xMin", "yMin", "xMax", "yMax"))
    return Word(page, left, top, right, bottom, found.text or "")
