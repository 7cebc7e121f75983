"""What the shipped pack is, once it is loaded: sources, ids, words and answers that exist."""

from __future__ import annotations

from workstation.clinical.findings import Setting
from workstation.clinical.form import Kind
from workstation.clinical.logic import ABSENT
from workstation.clinical.protocol import Protocol


def test_every_rule_names_a_reference_of_the_pack(shipped: Protocol) -> None:
    references = set(shipped.form.references)
    used = {rule.reference for s in shipped.scales.values() for a in s.axes for rule in a.rules}
    used |= {rule.reference for s in shipped.scores.values() for a in s.items for rule in a.rules}
    used |= {scale.reference for scale in shipped.scales.values()}
    used |= {score.reference for score in shipped.scores.values()}
    used |= {rule.reference for rule in shipped.entry} | {f.reference for f in shipped.flags}
    used |= {rule.reference for rule in shipped.actions}
    for rules in shipped.dispositions.values():
        used |= {line.reference for line in (*rules.lines, *rules.raise_by_one)}
        used.add(rules.lowest_reference)
    assert used <= references
    assert {one.source for one in shipped.form.advice.values()} <= references
    assert {one.reference for one in shipped.form.scales.values()} <= references


def test_every_open_grade_gives_its_reason(shipped: Protocol) -> None:
    rules = [rule for s in shipped.scales.values() for a in s.axes for rule in a.rules]
    assert all(bool(rule.open_because) == (rule.low != rule.high) for rule in rules)


def test_ids_are_unique_where_a_reason_names_them(shipped: Protocol) -> None:
    for rules in shipped.dispositions.values():
        ids = [line.id for line in (*rules.lines, *rules.raise_by_one)]
        assert len(ids) == len(set(ids))
    for scale in shipped.scales.values():
        for axis in scale.axes:
            assert len({rule.id for rule in axis.rules}) == len(axis.rules)
    assert len({rule.id for rule in shipped.actions}) == len(shipped.actions)


def test_every_name_that_the_pack_reads_elsewhere_exists(shipped: Protocol) -> None:
    items = set(shipped.form.items)
    assert {id for ids in shipped.groups.values() for id in ids} <= items | {
        code.id for item in shipped.form.items.values() for code in item.codes
    } | set(shipped.form.agents)
    assert {id for change in shipped.rereadings for id in change.forget} <= items
    assert {a.finding for s in shipped.scales.values() for a in s.assumptions} <= items
    levels = set(shipped.form.levels)
    for setting, rules in shipped.dispositions.items():
        own = set(shipped.forms[setting].levels)
        named = {line.level for line in rules.lines} | {rules.otherwise, rules.lowest}
        assert named | {rules.raise_at_most} <= own
    assert {level for one in shipped.form.advice.values() for level in one.levels} <= levels
    ranks = [(level.setting, level.rank) for level in shipped.form.levels.values()]
    assert len(ranks) == len(set(ranks))


def test_a_level_lists_its_advice(shipped: Protocol) -> None:
    for level in shipped.form.levels.values():
        assert level.advice == tuple(
            one.id for one in shipped.form.advice.values() if level.id in one.levels
        )


def test_what_is_not_known_reads_as_the_vocabulary_says(shipped: Protocol) -> None:
    phone, ward = shipped.defaults(Setting.PHONE), shipped.defaults(Setting.WARD)
    assert (phone["vasopressors"], ward["vasopressors"]) == ((), None)
    assert phone["temperature_c"] is None
    assert phone["baseline_systolic_mmhg"] is ABSENT
    assert (phone["crs_established"], phone["oxygen_reason"]) == (False, "hypoxia")


def test_worst_and_best_answers_are_answers(shipped: Protocol) -> None:
    for id, item in shipped.form.items.items():
        answers = [*shipped.worst[id], shipped.best[id]]
        if item.kind is Kind.BOOLEAN:
            assert {shipped.worst[id][0], shipped.best[id]} == {True, False}
        elif item.kind is Kind.CODES:
            assert shipped.best[id] == ()
        elif item.kind in (Kind.NUMBER, Kind.COUNT):
            assert item.low is not None
            assert item.high is not None
            assert all(item.low <= n <= item.high for n in answers if isinstance(n, int | float))
    assert shipped.worst["can_drink"] == (False,)
    assert shipped.worst["systolic_mmhg"] == (20,)
    assert shipped.worst["temperature_c"] == (25, 45)
    assert shipped.best["oxygen_device"] == "room_air"
    assert set(shipped.worst["awakens_to"]) == {"unarousable"}


def test_days_and_hours_of_a_window_are_hours(shipped: Protocol) -> None:
    agents = shipped.form.agents
    assert agents["teclistamab"].window_hours == 6 * 24
    assert agents["talquetamab"].window_hours == 167
    assert agents["elranatamab"].window_hours is None


def test_the_rows_of_a_setting_are_its_own(shipped: Protocol) -> None:
    asked = {
        setting: {id for _, rows in shipped.form.rows(setting) for r in rows for id in r.items}
        for setting in Setting
    }
    assert "breathless_on_the_line" in asked[Setting.PHONE] - asked[Setting.WARD]
    assert "vasopressors" in asked[Setting.WARD] - asked[Setting.PHONE]
    assert all(rows for setting in Setting for _, rows in shipped.form.rows(setting))
    assert shipped.level_above("home_care") == "scheduled_call_back"
