"""The site's settings, and the file with which outsiders check its reports."""

from __future__ import annotations

import zoneinfo
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from workstation.site.problems import Problem
from workstation.site.site import IDLE_LOCK_MINUTES, SITE_PEM, SiteSettings
from workstation.ui import theme
from workstation.ui.fields import Said, choice_field, choose, offer, side_by_side, text_field, typed
from workstation.ui.pages import Desk
from workstation.ui.save_copy import documents_folder
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.labels import label
from workstation.ui.widgets.surfaces import Card, line
from workstation.workflows import administration


class SiteCard(Card):
    """Name, units, paper, emergency number, lock; saved together."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._settings = desk.session.site
        self.body.setSpacing(theme.GROUP_GAP)
        self.body.addWidget(label("Site", "heading"))
        self._make_fields()
        self.done = Said("check-circle", "ok", "ok")
        self.failed = Said("alert-triangle", "danger", "error")
        for part in (
            side_by_side(self.name, self.phone),
            side_by_side(self.address, self.zone),
            side_by_side(self.number, self.unit, self.paper, self.minutes),
            self.done,
            self.failed,
        ):
            self.body.addWidget(part)
        row = line(gap=theme.GAP)
        pem = Button("Save site.pem", "secondary", "shield-check", on_click=self._save_pem)
        pem.setToolTip("The site’s certificate and revocations, to check reports elsewhere")
        self.save = Button("Save the site", "secondary", on_click=self._save)
        row.addWidget(pem)
        row.addStretch(1)
        row.addWidget(self.save)
        self.body.addLayout(row)

    def _make_fields(self) -> None:
        site = self._settings
        self.name = text_field("Site name", longest=100)
        self.phone = text_field("Phone of the site", longest=40)
        self.address = text_field("Address of the site")
        self.zone = text_field("Time zone", "such as Europe/Paris", 64)
        self.number = text_field("Emergency number", longest=20)
        self.unit = choice_field("Temperature", (("C", "°C"), ("F", "°F")))
        self.paper = choice_field("Paper", (("a4", "A4"), ("letter", "Letter")))
        shortest, longest = IDLE_LOCK_MINUTES
        self.minutes = text_field("Lock after", f"{shortest} to {longest} min", 2)
        for field, text in (
            (self.name, site.name),
            (self.phone, site.phone),
            (self.address, site.address),
            (self.zone, site.time_zone),
            (self.number, site.emergency_number),
            (self.minutes, str(site.idle_lock_minutes)),
        ):
            field.edit.setText(text)
        offer(self.zone.edit, zoneinfo.available_timezones())
        choose(self.unit, site.temperature_unit)
        choose(self.paper, site.paper)

    def _save(self) -> None:
        self.done.say("")
        self.failed.say("")
        if not typed(self.minutes).isdecimal():
            self.minutes.refuse("Type a number of minutes.")
            return
        new = replace(
            self._settings,
            name=typed(self.name),
            phone=typed(self.phone),
            address=typed(self.address),
            time_zone=typed(self.zone),
            emergency_number=typed(self.number),
            temperature_unit=self.unit.edit.currentData(),
            paper=self.paper.edit.currentData(),
            idle_lock_minutes=int(typed(self.minutes)),
        )
        self._desk.tasks.command(
            administration.update_site,
            self._desk.session,
            new,
            done=self._on_saved,
            failed=self._on_failed,
        )

    def _on_saved(self, settings: SiteSettings) -> None:
        self._settings = settings
        self.done.say("Saved. It counts from the next sign-in on.")

    def _on_failed(self, problem: Problem) -> None:
        self.failed.say(f"{problem.sentence} {problem.advice}")

    def _save_pem(self) -> None:
        dialog = QFileDialog(self, "Save site.pem", str(documents_folder()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(SITE_PEM)
        dialog.fileSelected.connect(self.write_pem)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_pem(self, path: str) -> None:
        """Write the site's certificate and revocation list to a file."""
        self._desk.tasks.command(
            administration.save_site_pem,
            self._desk.session,
            Path(path),
            done=lambda _: self.done.say(f"Written to {path}"),
            failed=self._on_failed,
            context=self,
        )
