"""The whole play: first start, five calls to their signed PDFs, a look at every screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from workstation.clinical.findings import Setting
from workstation.site.site import SITE_PEM
from workstation.ui import theme, when
from workstation.ui.demo import coming_in
from workstation.ui.demo.calls import DemoCall, read_calls
from workstation.ui.demo.coming_in import ADMINISTRATOR, MANAGER, NURSE, DemoPerson
from workstation.ui.demo.hands import Hands, Keep, NotSeen
from workstation.ui.demo.taking_calls import Nurse
from workstation.ui.main_window import MainWindow
from workstation.ui.program import Program, application
from workstation.workflows.sign_in import Door


@dataclass(frozen=True, slots=True)
class Played:
    """What the play has written: reports by call, the site's certificate, pictures."""

    reports: tuple[tuple[str, Path], ...]
    site_pem: Path
    pictures: tuple[Path, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of it, in the order in which a person would want it."""
        return (*(path for _, path in self.reports), self.site_pem, *self.pictures)


def play(door: Door, folder: Path, keep: Keep, *, all_looks: bool = True) -> Played:
    """Plays in a site that does not exist yet. Files go to ``folder``, by ``keep`` or by hand."""
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    application(door, theme.Mode.LIGHT)
    hands = Hands(keep, all_looks)
    stage = _Stage(door, hands, folder)
    try:
        return stage.run()
    except NotSeen:
        hands.shot("stuck")
        raise
    finally:
        stage.close()


class _Stage:
    """The program, restarted in this process where it would restart itself."""

    def __init__(self, door: Door, hands: Hands, folder: Path) -> None:
        self._door = replace(door, restart=self._open)
        self._hands = hands
        self._folder = folder
        self._program: Program | None = None

    def _open(self) -> None:
        self._program = Program(self._door)
        self._program.start()

    def close(self) -> None:
        if self._program is not None:
            if self._program.window is not None:
                self._program.window.close()
            self._program.close()

    def run(self) -> Played:
        hands = self._hands
        self._open()
        coming_in.make_site(hands)
        self._as(ADMINISTRATOR, self._keep_the_site)
        reports: list[tuple[str, Path]] = []
        self._as(NURSE, lambda: reports.extend(self._take_calls()))
        self._as(MANAGER, self._look_as_manager)
        return Played(tuple(reports), self._folder / SITE_PEM, tuple(hands.written))

    def _as(self, person: DemoPerson, work: Callable[[], object]) -> None:
        coming_in.sign_in(self._hands, person)
        work()
        coming_in.sign_out(self._hands)

    # --- the administrator ---------------------------------------------------------------------

    def _keep_the_site(self) -> None:
        hands = self._hands
        hands.see("add_account")
        coming_in.add_manager(hands)
        hands.shot("site", all_looks=True)
        hands.click("save_site.pem")
        hands.wait(lambda: isinstance(hands.window(), QFileDialog), "where to save site.pem")
        hands.press("Ctrl+A")
        hands.type(str(self._folder / SITE_PEM))
        hands.press("Return")
        hands.wait((self._folder / SITE_PEM).exists, SITE_PEM)
        hands.wait(lambda: not _dialogs(), "the end of the dialog")

    # --- the nurse ---------------------------------------------------------------------

    def _take_calls(self) -> list[tuple[str, Path]]:
        hands, window = self._hands, self._main_window()
        session = window.session
        now = when.local(session.clock(), session.site.time_zone)
        form = session.protocol.form
        calls = read_calls(self._door.resources / "demo", form, now)
        nurse = Nurse(hands, form)
        hands.see("new_call")
        hands.shot("worklist-empty")
        reports = [(call.id, self._take(call, nurse)) for call in calls]
        self._look_around(calls[-1], nurse)
        return reports

    def _take(self, call: DemoCall, nurse: Nurse) -> Path:
        """One call up to its report; the pictures show each kind of screen once."""
        hands = self._hands
        nurse.begin(call)
        hands.shot(f"{call.id}-begin")
        if call.setting is Setting.WARD:
            nurse.attach_new_patient(call)
        red = call.disposition == "call_emergency_services"
        nurse.answer(call, on_emergency=lambda: self._emergency(call, nurse) if red else None)
        hands.shot(f"{call.id}-answered", all_looks=True)
        if call.setting is Setting.PHONE:
            nurse.attach_new_patient(call)
        nurse.sign(NURSE.password, call_back_in=2 if red else 0)
        hands.shot(f"{call.id}-signed")
        if call.setting is Setting.PHONE:
            hands.click("signed_patient_sheet")
            self._look_at_sheet(f"{call.id}-patient-sheet")
        return self._save_copy(call)

    def _emergency(self, call: DemoCall, nurse: Nurse) -> None:
        self._hands.shot(f"{call.id}-emergency-card", all_looks=True)
        nurse.say_emergency_steps(call.patient["address"])
        self._hands.press("Alt+H")
        self._look_at_sheet(f"{call.id}-hand-over")

    def _look_at_sheet(self, name: str) -> None:
        """A sheet as it will be printed, and back."""
        hands = self._hands
        hands.see("paper_page")
        hands.shot(name)
        hands.press("Escape")
        hands.wait(lambda: hands.find("paper_page") is None, "the end of the sheet")

    def _save_copy(self, call: DemoCall) -> Path:
        hands = self._hands
        before = set(self._folder.glob("*.pdf"))
        hands.click("save_a_copy")
        hands.fill("folder", str(self._folder))
        hands.press("Return")
        hands.wait(lambda: hands.is_said("Saved as"), f"the report of {call.id}")
        hands.press("Return")
        hands.click("signing_done")
        hands.wait(lambda: hands.find("signing_done") is None, "the end of signing")
        return (set(self._folder.glob("*.pdf")) - before).pop()

    def _look_around(self, call: DemoCall, nurse: Nurse) -> None:
        """The screens that a call does not show; one call is left open."""
        hands = self._hands
        hands.see("search_encounters")
        hands.wait(lambda: hands.is_said("Signed and verified"), "the signed record")
        hands.shot("encounters", all_looks=True)
        hands.press("Ctrl+K")
        hands.see("find")
        hands.type(call.patient["family_name"][:4])
        hands.shot("find")
        hands.press("Escape")
        hands.press("F1")
        hands.see("close_keys")
        hands.shot("keys")
        hands.press("Escape")
        hands.press("Ctrl+4")
        hands.shot("protocol", all_looks=True)
        nurse.begin(replace(call, call_back_number="555 0163"))
        hands.type("NN")
        hands.press("Ctrl+1")
        hands.see("new_call")
        hands.shot("worklist", all_looks=True)

    # --- the manager ---------------------------------------------------------------------

    def _look_as_manager(self) -> None:
        hands = self._hands
        hands.see("search_encounters")
        hands.press("Ctrl+2")
        hands.see("export")
        hands.shot("reports", all_looks=True)
        hands.click("export")
        hands.see("write_export")
        hands.shot("export")
        hands.press("Escape")

    def _main_window(self) -> MainWindow:
        return next(
            w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()
        )


def _dialogs() -> list[QFileDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
