"""Five calls through the real window on a virtual screen, from the first start to the report."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from tests.endtoend.conftest import CALLS, Performance, demo_calls
from workstation.app import load_protocol
from workstation.cli import main
from workstation.documents.verification import verify

pytestmark = [pytest.mark.timeout(420), pytest.mark.xvfb]

IDS = [call["id"] for call in demo_calls()]
SCREENS = {
    "first-start-site", "first-start-recovery-key", "sign-in", "site", "add-account",
    "worklist", "new-patient", "demo-red-emergency-card", "demo-green-answered", "signing",
    "demo-green-signed", "demo-red-hand-over", "demo-green-patient-sheet", "encounters", "find",
    "protocol", "reports", "export", "keys",
}  # fmt: skip


@pytest.fixture(params=demo_calls(), ids=IDS)
def call(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(request.param)


def test_it_plays_to_the_end_and_prints_what_it_wrote(performance: Performance) -> None:
    assert performance.status == 0, performance.printed[-2000:]
    assert len(performance.reports) == len(CALLS) == 5
    assert sorted(performance.paths) == sorted(performance.folder.iterdir())


def test_every_screen_has_its_picture(performance: Performance) -> None:
    pictures = [path for path in performance.paths if path.suffix == ".png"]
    names = {path.stem.partition("-")[2] for path in pictures}
    assert names >= SCREENS
    for path in pictures:
        with Image.open(path) as picture:
            colours = picture.convert("RGB").getcolors(1 << 20)
        assert colours is not None and len(colours) > 100, f"{path.name} is nearly empty"


def test_each_report_says_what_the_case_expects(
    performance: Performance, call: dict[str, Any]
) -> None:
    expect = call["expect"]
    with pikepdf.open(performance.reports[call["id"]]) as pdf:
        (attached,) = pdf.attachments.values()
        record = json.loads(attached.get_file().read_bytes())
    grade = record["assessment"]["grades"]["astct-2019"]
    assert (grade["at_least"], grade["at_most"]) == (expect["at_least"], expect["at_most"])
    disposition = record["assessment"]["disposition"]  # none is computed on the ward
    assert (disposition and disposition["level"]) == expect["disposition"]


def test_verify_accepts_each_report_with_the_sites_certificate(
    performance: Performance, call: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    report = str(performance.reports[call["id"]])
    assert main(["verify", report, "--site", str(performance.site_pem), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["status"] == "valid"
    assert facts["signer"] == "I. Adeyemi, RN"
    level = call["expect"]["disposition"]
    if level is not None:
        assert facts["decided"] == load_protocol().form.levels[level].label


def test_without_the_sites_certificate_it_is_intact_but_not_known(
    performance: Performance, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(performance.reports[IDS[0]])]) == 3
    assert "not known here" in capsys.readouterr().out


def test_another_program_trusts_each_report(
    performance: Performance, call: dict[str, Any], tmp_path: Path
) -> None:
    keys = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", keys, "--empty-password")
    authority = ("-n", "site", "-t", "CT,C,C", "-i", str(performance.site_pem))
    run("certutil", "-A", "-d", keys, *authority)
    report = str(performance.reports[call["id"]])
    said = run("pdfsig", "-nssdir", str(tmp_path), report)
    assert "Signature is Valid." in said
    assert "Certificate is Trusted." in said
    assert "Total document signed" in said
    run("qpdf", "--check", report)


def test_one_changed_byte_anywhere_is_refused(performance: Performance) -> None:
    pem = performance.site_pem.read_bytes()
    whole = performance.reports["PMC9294929-t1"].read_bytes()
    begin = whole.rindex(b"/Contents")  # the signature's own gap, which it does not cover
    gap = range(begin + 12, whole.index(b">", begin), 251)
    spread = range(0, len(whole), len(whole) // 60)
    accepted = []
    for place in [*spread, *gap, len(whole) - 1]:
        changed = bytearray(whole)
        changed[place] ^= 1
        if verify(bytes(changed), pem).good:
            accepted.append(place)
    assert len(gap) > 10
    assert accepted == []
    assert verify(whole, pem).good


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
