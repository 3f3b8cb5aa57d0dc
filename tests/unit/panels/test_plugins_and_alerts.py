"""What the plugins and alerts panels say: reasons in full, steps that explain themselves, refusals in place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from panels.alerts.view_model import AlertsModel, Draft, draft_of, event_row, measures_of, relations_of, sentence
from panels.plugins.view_model import PluginsModel, budget_cell, shadow_words
from terminal.domain.errors import UserError
from terminal.domain.plugins import PluginState
from terminal.sdk.desk import AlertKind, AlertRule, ShadowReport
from terminal.sdk.table import Gauge
from tests.support.memory_desk import OFI, MemoryAlerts, MemoryPlugins

NAN = float("nan")


@pytest.fixture
def plugins():
    made = PluginsModel(MemoryPlugins())
    made.update()
    return made


@pytest.fixture
def alerts():
    made = AlertsModel(MemoryAlerts())
    made.update()
    return made


def steps(model):
    return {step.id: step.refused for step in model.steps()}


def test_a_quarantined_plugin_is_shown_first_with_its_reason(plugins):
    assert plugins.chosen == "pairs_v1"
    assert plugins.title_detail() == "6, 1 quarantined, 1 refused"
    report = plugins.report()
    assert report is not None
    assert "31.4 ms" in report.reason
    reason = next(row for row in plugins.source.rows if row.key == "pairs_v1").cells[-1]
    assert reason.ink == "danger"
    assert reason.tip == report.reason


def test_a_step_that_cannot_be_taken_says_why_and_asks_nothing(plugins):
    plugins.choose("ema_cross")
    assert steps(plugins)["enable"] == "it runs already"
    assert "reload first" in steps(plugins)["promote"]
    plugins.do("promote")
    assert plugins.problem.startswith("Promote: ")
    assert plugins.board.calls == []


def test_a_refusal_of_the_board_is_kept_to_be_shown(plugins):
    plugins.choose("ema_cross")
    plugins.board.refuses = "ema_cross: still stopping; try again"
    plugins.do("disable")
    assert plugins.problem == "ema_cross: still stopping; try again"
    plugins.choose("news_tone")
    assert plugins.problem == ""


def test_a_shadow_is_promoted_or_dropped(plugins):
    plugins.choose(OFI)
    assert steps(plugins)["promote"] == ""
    plugins.do("promote")
    report = plugins.report()
    assert report is not None
    assert (report.version, report.shadow) == ("0.4.0", None)
    plugins.do("reload")
    plugins.do("roll_back")
    assert [call[0] for call in plugins.board.calls] == ["promote", "reload", "roll_back"]


def test_a_failed_shadow_cannot_be_promoted(plugins):
    report = plugins.board.found[OFI]
    failed = replace(report.shadow, failure="ZeroDivisionError in on_quote.")
    plugins.board.found[OFI] = replace(report, shadow=failed)
    plugins.update()
    plugins.choose(OFI)
    assert "ZeroDivisionError" in steps(plugins)["promote"]
    assert "not touched" in shadow_words(failed)


def test_a_shadow_without_common_signals_says_so():
    young = ShadowReport("2", 3.0, 40, 0, 0, NAN, NAN, 0, 0)
    assert "no signal of both" in shadow_words(young)
    old = ShadowReport("2", 90.0, 40_000, 10, 10, 0.964, 0.21, 0, 0)
    assert shadow_words(old).startswith("40,000 events in 1 min 30 s; 96.4%")


@pytest.mark.parametrize(("p99", "token"), [(100.0, ""), (4_200.0, "warn"), (6_000.0, "danger")])
def test_cost_is_shown_against_the_budget(p99, token):
    cell = budget_cell(p99, 5.0)
    assert cell.ink == token
    assert isinstance(cell.mark, Gauge)
    assert cell.mark.share == pytest.approx(p99 / 5_000)
    assert budget_cell(NAN, 5.0).text == "–"


def test_a_bad_setting_is_refused_in_words(plugins):
    plugins.choose(OFI)
    with pytest.raises(UserError, match="threshold"):
        plugins.set_setting("threshold", 99.0)
    plugins.set_setting("threshold", 3.0)


def test_a_plugin_that_is_gone_leaves_the_choice_to_the_worst(plugins):
    plugins.choose(OFI)
    del plugins.board.found[OFI]
    plugins.update()
    assert plugins.chosen == "pairs_v1"
    plugins.board.found.clear()
    plugins.update()
    assert (plugins.chosen, plugins.steps(), plugins.facts()) == ("", (), ())
    assert PluginState.ACTIVE


# Alerts.


def test_a_threshold_that_is_no_number_is_refused_with_an_example(alerts):
    alerts.begin(symbol="AMZN", last="abc")
    assert not alerts.save()
    assert "“abc” is no number" in alerts.problem
    assert alerts.draft is not None


def test_the_books_own_refusal_is_shown_and_the_draft_stays(alerts):
    alerts.begin(symbol="AMZN", last="-5")
    assert not alerts.save()
    assert "is no price" in alerts.problem
    assert alerts.draft is not None


def test_a_signal_rule_without_plugins_says_the_next_step(alerts):
    alerts.draft = Draft(threshold="2").of_kind(AlertKind.SIGNAL, ())
    assert not alerts.save()
    assert "enable one in Plugins" in alerts.problem


def test_a_saved_rule_gets_an_id_of_its_own(alerts):
    for _ in range(2):
        alerts.begin(symbol="AMZN", last="1,224.50")
        assert alerts.save()
    ids = [rule.id for rule in alerts.book.rules()][-2:]
    assert ids == ["amzn-last-above", "amzn-last-above-2"]
    rule = alerts.rule("amzn-last-above")
    assert rule is not None
    assert rule.threshold == 1224.5
    assert sentence(rule) == "AMZN last above 1,224.50"


def test_a_changed_rule_keeps_its_id_and_place(alerts):
    alerts.begin("amzn-low")
    alerts.draft = replace(alerts.draft, threshold="220")
    assert alerts.save()
    assert alerts.book.rules()[0].id == "amzn-low"
    assert alerts.rule("amzn-low").threshold == 220.0


def test_another_kind_brings_measure_and_relation_that_it_has():
    draft = Draft(relation="above", measure="last").of_kind(AlertKind.FEED, ())
    assert (draft.measure, draft.relation) == ("stale", "is")
    assert Draft().of_kind(AlertKind.RISK, ()).of_measure("disk").relation == "is"
    assert relations_of(AlertKind.RISK, "disk") == ("is", "below")
    assert measures_of(AlertKind.SIGNAL, ["ofi"]) == ("ofi",)


def test_drafts_and_rules_are_the_same_thing(alerts):
    for rule in alerts.book.rules():
        alerts.draft = draft_of(rule)
        assert alerts.rule_of_draft() == rule


def test_unseen_alerts_are_counted_until_acknowledged(alerts):
    assert alerts.title_detail() == "3 new"
    alerts.acknowledge(4)
    assert alerts.unseen() == 2
    alerts.acknowledge(None)
    assert alerts.title_detail() == "4 rules"


def test_severity_is_a_sign_and_a_word_not_colour_alone(alerts):
    event = alerts.book.events()[0]
    row = event_row(event)
    assert row.cells[1].text.startswith("■ ")
    assert row.cells[2].text == "new"


def test_rules_are_sentences():
    assert sentence(AlertRule("a", AlertKind.FEED, "stale")) == "feed stale"
    assert sentence(AlertRule("a", AlertKind.RISK, "disk", "below", 5)) == "risk disk below 5 GB"
    assert sentence(AlertRule("a", AlertKind.SIGNAL, "ofi", "below", -2.5)) == "any instrument ofi below −2.5 bps"
    assert sentence(AlertRule("a", AlertKind.PRICE, "mid", words="Call me")) == "Call me"
