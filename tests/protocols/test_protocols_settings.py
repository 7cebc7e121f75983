"""What a pack says of a setting: what each observation asks anew, and its emergency card."""

from __future__ import annotations

from pathlib import Path

import pytest

from workstation.clinical.findings import Setting
from workstation.clinical.protocol import Protocol
from workstation.clinical.refusal import Refusal
from workstation.protocols.compiler import compile_pack
from workstation.protocols.loader import load
from workstation.protocols.pack import contents, files_of, fingerprint, from_contents


def test_a_pack_that_does_not_say_asks_everything_anew(pack: Path) -> None:
    path = pack / "vocabulary.yaml"
    text = path.read_text(encoding="utf-8")
    before, after = text.split("asked_anew:")
    path.write_text(before + after.partition("]")[2], encoding="utf-8")
    files = files_of(pack)
    form = compile_pack(from_contents(contents(files), fingerprint(files))).form
    assert form.asked_anew == form.items.keys()


def test_a_setting_may_have_its_own_emergency_card(shipped: Protocol) -> None:
    chair, phone = shipped.forms[Setting.CHAIRSIDE], shipped.forms[Setting.PHONE]
    assert chair.emergency_steps[:2] == (
        "Stop the infusion, or withhold the injection. Keep the line",
        "{called}",
    )
    assert "anaphylaxis pathway first" in chair.emergency_steps[2]
    assert chair.emergency_called == "Emergency team called by"
    assert phone.emergency_say == shipped.form.emergency_say != chair.emergency_say


def test_the_ward_has_no_level_and_a_card_that_its_signs_open(shipped: Protocol) -> None:
    ward, phone = shipped.forms[Setting.WARD], shipped.forms[Setting.PHONE]
    assert ward.emergency_say.startswith("Emergency on the ward")
    assert ward.emergency_title == "Call the emergency team"
    assert {"collapse", "seizure_now"} <= set(ward.emergency_opened_by)
    assert phone.emergency_opened_by == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[temperature_c, systolic_mmhg,", "[systolic_mmhg,", "temperature_c is a vital"),
        ("ice_items, ice_score", "ice_item, ice_score", "ice_item is neither an item nor a group"),
    ],
)
def test_a_vital_is_always_asked_anew_and_each_name_is_known(
    pack: Path, old: str, new: str, says: str
) -> None:
    path = pack / "vocabulary.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal, match=says):
        load(pack)
