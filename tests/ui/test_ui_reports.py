"""What a manager counts and exports."""

from __future__ import annotations

import csv
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from tests.ui.desks import Desks
from tests.ui.hands import Key, click, find, press, texts, type_text
from workstation.clinical.encounter import EncounterState
from workstation.clinical.findings import Setting
from workstation.ui.main_window import MainWindow
from workstation.ui.measures import measure
from workstation.ui.reports_view import ReportsPage
from workstation.ui.tasks import Cancelled
from workstation.workflows import reports
from workstation.workflows.reports import EncounterRow

ROW = EncounterRow(
    id=1,
    uuid="1",
    state=EncounterState.SIGNED,
    setting=Setting.PHONE,
    started_at=datetime(2026, 11, 26, 9, tzinfo=UTC),
    nurse_name="N. Okafor, RN",
    at_least=1,
    at_most=1,
    computed="urgent_review",
    decided="urgent_review",
)


def opened(desks: Desks) -> tuple[MainWindow, ReportsPage]:
    window = desks.open("pbrandt")
    window.go("reports")
    desks.settle()
    page = window.page("reports")
    assert isinstance(page, ReportsPage)
    return window, page


def test_only_signed_encounters_count_and_errors_are_left_out(desks: Desks) -> None:
    form = desks.open().session.protocol.form
    most_urgent = max(form.levels.values(), key=lambda level: level.rank).id
    rows = [
        ROW,
        replace(ROW, override="lowered", decided="home_care", at_most=2),
        replace(ROW, override="raised", decided=most_urgent),
        replace(ROW, state=EncounterState.DRAFT, override="raised"),
        replace(ROW, state=EncounterState.ENTERED_IN_ERROR, override="lowered"),
    ]
    found = measure(rows, form)
    assert (found.encounters, found.signed, found.unsigned) == (4, 3, 1)
    assert found.raised == 1 and len(found.lowered) == 1
    assert found.not_settled == 1
    assert [(bar.name, bar.count) for bar in found.grades if bar.count] == [("grade 1", 2)]
    decided = {bar.name: bar.count for bar in found.dispositions if bar.count}
    assert decided[form.levels["home_care"].label] == 1
    assert sum(decided.values()) == 3


def test_what_was_not_assessed_is_counted_by_item_the_most_often_first(desks: Desks) -> None:
    form = desks.open().session.protocol.form
    once, twice = ("systolic_mmhg", "no_device"), ("spo2_percent", "unknown")
    found = measure(
        [replace(ROW, not_assessed=(once, twice)), replace(ROW, not_assessed=(twice,))], form
    )
    assert [(bar.name, bar.count) for bar in found.not_assessed] == [
        (form.items["spo2_percent"].label, 2),
        (form.items["systolic_mmhg"].label, 1),
    ]


def test_only_the_five_that_are_missed_most_often_are_shown(desks: Desks) -> None:
    form = desks.open().session.protocol.form
    items = list(form.items)[:7]
    rows = [
        replace(ROW, not_assessed=tuple((item, "unknown") for item in items[: 7 - n]))
        for n in range(7)
    ]
    shown = [(bar.name, bar.count) for bar in measure(rows, form).not_assessed]
    assert shown == [(form.items[item].label, 7 - n) for n, item in enumerate(items[:5])]


def test_the_page_counts_the_period(desks: Desks) -> None:
    _, page = opened(desks)
    shown = texts(page)
    assert "5 encounters" in shown
    assert shown.count("of 3 signed") == 3
    assert "None was lowered" in shown
    assert "Nothing was told to be unknown" not in shown


def test_another_period_is_counted_on_enter(desks: Desks) -> None:
    _, page = opened(desks)
    field = find(page, QLineEdit, "from")
    field.setText("")
    field.setFocus()
    type_text("2026-01-01")
    find(page, QLineEdit, "to").setText("2026-01-31")
    press(Key.Key_Return)
    desks.settle()
    assert "0 encounters" in texts(page)
    assert "Nothing was told to be unknown" in texts(page)
    assert "1 Jan 2026 to 31 Jan 2026" in texts(page)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("soon", "2026-11-26", "Type the day as year-month-day"),
        ("2026-11-26", "2026-11-25", "The period ends before it begins."),
    ],
)
def test_a_wrong_period_is_told_at_the_field(
    desks: Desks, first: str, last: str, says: str
) -> None:
    _, page = opened(desks)
    find(page, QLineEdit, "from").setText(first)
    find(page, QLineEdit, "to").setText(last)
    click(find(page, QPushButton, "count"))
    assert any(text.startswith(says) for text in texts(page))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_written_and_says_how_many(desks: Desks, tmp_path: Path, kind: str) -> None:
    window, page = opened(desks)
    click(find(page, QPushButton, "export"))
    card = desks.card(window)
    choice = find(card, QComboBox, "format")
    choice.setCurrentIndex(choice.findData(kind))
    find(card, QLineEdit, "folder").setText(str(tmp_path))
    find(card, QLineEdit, "file_name").setText("november")
    find(card, QLineEdit, "file_name").setFocus()
    press(Key.Key_Return)
    desks.settle()
    out = tmp_path / f"november.{kind}"
    assert f"5 lines written to {out}" in texts(card)
    if kind == "csv":
        with out.open(encoding="utf-8-sig", newline="") as lines:
            assert len(list(csv.reader(lines))) == 6
    assert list(tmp_path.glob("november*")) == [out]


@pytest.mark.parametrize("name", ["", "../elsewhere", ".hidden", "a/b"])
def test_a_file_name_with_a_folder_in_it_is_refused(
    desks: Desks, tmp_path: Path, name: str
) -> None:
    window, page = opened(desks)
    click(find(page, QPushButton, "export"))
    card = desks.card(window)
    find(card, QLineEdit, "folder").setText(str(tmp_path))
    find(card, QLineEdit, "file_name").setText(name)
    click(find(card, QPushButton, "write_export"))
    assert "Type a name without a folder in it." in texts(card)
    assert not [p for p in tmp_path.iterdir() if p.suffix in (".csv", ".xlsx")]


def test_what_cannot_be_written_gets_its_own_sentence(desks: Desks, tmp_path: Path) -> None:
    window, page = opened(desks)
    (tmp_path / "november.csv").symlink_to(tmp_path / "elsewhere")
    click(find(page, QPushButton, "export"))
    card = desks.card(window)
    choice = find(card, QComboBox, "format")
    choice.setCurrentIndex(choice.findData("csv"))
    find(card, QLineEdit, "folder").setText(str(tmp_path))
    find(card, QLineEdit, "file_name").setText("november")
    click(find(card, QPushButton, "write_export"))
    desks.settle()
    assert any("is a link" in text for text in texts(card))
    assert not (tmp_path / "elsewhere").exists()
    assert find(card, QPushButton, "write_export").isEnabled()


def test_the_audit_is_exported_as_well(desks: Desks, tmp_path: Path) -> None:
    window, page = opened(desks)
    click(find(page, QPushButton, "export"))
    card = desks.card(window)
    for name, key in (("what", "audit"), ("format", "csv")):
        choice = find(card, QComboBox, name)
        choice.setCurrentIndex(choice.findData(key))
    find(card, QLineEdit, "folder").setText(str(tmp_path))
    click(find(card, QPushButton, "write_export"))
    desks.settle()
    (out,) = tmp_path.glob("audit-*.csv")
    with out.open(encoding="utf-8-sig", newline="") as lines:
        written = list(csv.reader(lines))
    assert f"{len(written) - 1} lines written to {out}" in texts(card)
    assert any("signed in" in field for line in written for field in line)


def test_a_cancelled_export_writes_nothing(desks: Desks, tmp_path: Path) -> None:
    window, page = opened(desks)
    click(find(page, QPushButton, "export"))
    card = desks.card(window)
    find(card, QLineEdit, "folder").setText(str(tmp_path))
    gate = threading.Event()
    # Both workers wait, so that the export has not begun when it is cancelled.
    for _ in range(2):
        window.desk.tasks.query(gate.wait, 20)
    click(find(card, QPushButton, "write_export"))
    click(find(card, QPushButton, "cancel"))
    gate.set()
    desks.settle()
    assert "Stopped at your request. Nothing was written." in texts(card)
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".csv", ".xlsx")]
    assert find(card, QPushButton, "write_export").isEnabled()


def test_an_export_that_is_read_ends_when_its_report_says_so(desks: Desks, tmp_path: Path) -> None:
    window, _ = opened(desks)
    today, steps = date(2026, 11, 26), list[tuple[int, int]]()

    def report(done: int, total: int) -> None:
        steps.append((done, total))
        if done == 2:
            raise Cancelled

    out = tmp_path / "out.csv"
    with pytest.raises(Cancelled):
        reports.export_encounters(window.session, today, today, "csv", out, report)
    assert steps == [(1, 5), (2, 5)]
    assert not out.exists()
