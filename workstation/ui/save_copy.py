"""Choosing where a file goes: a folder for a signed report, a file for an export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from workstation.site.problems import Problem
from workstation.ui import theme
from workstation.ui.fields import Said, text_field, typed
from workstation.ui.overlay import Overlay
from workstation.ui.tasks import Tasks
from workstation.ui.widgets.buttons import Button
from workstation.ui.widgets.surfaces import line
from workstation.workflows import issuing
from workstation.workflows.session import Session

_LONGEST_PATH = 1000


def documents_folder() -> Path:
    """Where the system keeps a person's documents."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())


class FolderField(QWidget):
    """A folder, typed or looked for."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__()
        self.field = text_field(name, longest=_LONGEST_PATH)
        self.field.edit.setText(str(folder))
        self._browse = Button("Look for it", on_click=self._look, name="browse")
        row = line(self, gap=theme.GAP)
        row.addWidget(self.field, 1)
        row.addWidget(self._browse, 0, Qt.AlignmentFlag.AlignBottom)

    def taken(self) -> Path | None:
        """The folder, or None after saying that there is none of that name."""
        folder = Path(typed(self.field)).expanduser()
        if not typed(self.field) or not folder.is_dir():
            self.field.refuse("There is no folder of this name. Type another or look for it.")
            return None
        return folder

    def _look(self) -> None:
        dialog = QFileDialog(self, self.field.name, typed(self.field))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.field.edit.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


HandOut = Callable[[Session, str, Path], Path]
"""Writes a copy of something of an encounter into a folder, and gives its path."""


class SaveCopyCard(Overlay):
    """Writes a copy, of a signed report unless it is told of another. ``saved`` gives its path."""

    saved = Signal(object)

    def __init__(
        self,
        near: QWidget,
        session: Session,
        tasks: Tasks,
        uuid: str,
        title: str = "Save a copy of the signed PDF",
        hand_out: HandOut = issuing.hand_out,
        kept: str = "The record keeps the original.",
    ) -> None:
        super().__init__(near, title, f"The copy holds patient data and is not encrypted. {kept}")
        self._session, self._tasks, self._uuid = session, tasks, uuid
        self._hand_out = hand_out
        self._open_it = False
        self.folder = FolderField("Folder", documents_folder())
        self.failed = Said("alert-triangle", "danger", "error")
        self.done = Said("check-circle", "ok", "ok")
        for part in (self.folder, self.failed, self.done):
            self.body.addWidget(part)
        back = self.add_button("Close", name="back")
        back.clicked.connect(self.close_card)
        show = self.add_button("Save and open", name="save_and_open")
        show.clicked.connect(lambda: self._save(True))
        self.save = self.add_button("Save", "primary", name="save_copy")
        self.save.clicked.connect(lambda: self._save(False))
        self._back = back
        self.default, self.first = self.save, self.folder.field.edit

    def _save(self, open_it: bool) -> None:
        self.failed.say("")
        folder = self.folder.taken()
        self.refit()
        if folder is None:
            return
        self._open_it = open_it
        self._tasks.command(
            self._hand_out,
            self._session,
            self._uuid,
            folder,
            done=self._on_saved,
            failed=self._on_failed,
        )

    def _on_saved(self, path: Path) -> None:
        self.done.say(f"Saved as {path.name}")
        self.default = self._back
        self.refit()
        self.saved.emit(path)
        if self._open_it:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _on_failed(self, problem: Problem) -> None:
        self.failed.say(f"{problem.sentence} {problem.advice}")
        self.refit()
