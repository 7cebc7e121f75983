"""From the shapes of a pack to a compiled protocol: each name resolved, each rule in its place."""

from __future__ import annotations

from workstation.clinical.findings import Setting
from workstation.clinical.protocol import (
    Protocol,
)
from workstation.clinical.results import ProtocolRef
from workstation.protocols import readings, watching
from workstation.protocols.forms import compile_form, compile_items
from workstation.protocols.pack import Pack
from workstation.protocols.rules import Rules
from workstation.protocols.slips import (
    refuse_slips,
)


def compile_pack(pack: Pack) -> Protocol:
    """Compile a pack; raises Refusal naming file, place and reason."""
    refuse_slips(pack)
    items = compile_items(pack.vocabulary)
    form = compile_form(pack, items)
    rules = Rules(pack, items)
    return Protocol(
        ref=ProtocolRef(pack.head.id, pack.head.version, pack.sha256),
        form=form,
        default_scale=pack.head.default_scale,
        not_known={id: readings.not_known(item) for id, item in pack.vocabulary.items.items()},
        stale_after_hours={Setting(s): h for s, h in pack.vocabulary.stale_after_hours.items()},
        stale_after_hours_of=pack.vocabulary.stale_after_hours_of,
        definitions=rules.definitions(),
        tables=rules.tables(),
        entry=rules.entry(),
        entry_exceptions=pack.entry.exceptions,
        entry_read_as_not_told=frozenset(pack.entry.read_as_not_told),
        scales={scale.id: rules.scale(scale) for scale in pack.scales},
        scores={score.id: rules.score(score) for score in pack.screens.scores},
        flags=rules.lines("screens.yaml", "", pack.screens.sepsis_red_flags),
        febrile_neutropenia=rules.node(
            "screens.yaml", "febrile_neutropenia", pack.screens.febrile_neutropenia
        ),
        answers=rules.answers(),
        quotients=rules.quotients(),
        disagreements=rules.disagreements(),
        signs=rules.signs(),
        rereadings=rules.rereadings(),
        dispositions={Setting(s): rules.dispositions(s) for s in pack.dispositions.settings},
        actions=rules.actions(),
        warnings=rules.warnings(),
        red_flags=pack.vocabulary.groups["red_flags"],
        groups=pack.vocabulary.groups,
        directions={id: readings.direction(shape) for id, shape in pack.vocabulary.items.items()},
        treatments=frozenset(id for id, s in pack.vocabulary.items.items() if s.treatment),
        worst={id: readings.worst(items[id], shape) for id, shape in pack.vocabulary.items.items()},
        watch=watching.watch(pack, rules),
        best={id: readings.best(items[id], shape) for id, shape in pack.vocabulary.items.items()},
    )
