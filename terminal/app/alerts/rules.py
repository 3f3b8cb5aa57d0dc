"""What an alert rule may say, and its form in ``alerts.json``."""

from __future__ import annotations

import math
from dataclasses import asdict, fields
from typing import Any

from terminal.domain.errors import UserError
from terminal.sdk.desk import AlertKind, AlertRule
from terminal.sdk.setting_values import did_you_mean
from terminal.sdk.words import tr

MEASURES: dict[AlertKind, tuple[str, ...]] = {
    AlertKind.PRICE: ("last", "bid", "ask", "mid", "spread_ticks"),
    AlertKind.SIGNAL: (),
    AlertKind.FEED: ("stale", "gapped", "failed"),
    AlertKind.RISK: ("plugin", "recording", "disk", "memory"),
}
"""Measures by kind; a signal's is ``PLUGIN`` or ``PLUGIN/NAME``."""
RELATIONS: dict[str, tuple[str, ...]] = {
    "price": ("above", "below"),
    "signal": ("above", "below"),
    "feed": ("is",),
    "plugin": ("is",),
    "recording": ("is",),
    "disk": ("is", "below"),
    "memory": ("is", "above"),
}
"""Relations by kind, or by measure where a kind's measures differ. ``is`` takes the threshold of the settings."""
LONGEST = 200


def check(rule: AlertRule) -> None:
    """Refuses a rule that could never speak sensibly.

    Raises:
        UserError: the message names the rule, what is wrong and what would do.
    """
    name = tr("alert {id}").format(id=rule.id or tr("(without id)"))
    if not rule.id.strip() or len(rule.id) > LONGEST:
        raise UserError(tr("{name}: an id has 1 to {most} characters").format(name=name, most=LONGEST))
    if len(rule.words) > LONGEST:
        raise UserError(tr("{name}: words have at most {most} characters").format(name=name, most=LONGEST))
    known = MEASURES[rule.kind]
    if known and rule.measure not in known:
        words = tr("{name}: {kind} has no measure {measure!r}").format(name=name, kind=rule.kind, measure=rule.measure)
        raise UserError(words + did_you_mean(rule.measure, known))
    if not known and not rule.measure.strip("/ "):
        raise UserError(tr("{name}: name the plugin whose signal is meant, such as ofi or ofi/fast").format(name=name))
    relations = RELATIONS.get(rule.measure, RELATIONS.get(rule.kind, ()))
    if rule.relation not in relations:
        words = tr("{name}: {measure} cannot be {relation!r}")
        words = words.format(name=name, measure=rule.measure, relation=rule.relation)
        raise UserError(words + did_you_mean(rule.relation, relations))
    if rule.relation != "is" and not math.isfinite(rule.threshold):
        raise UserError(tr("{name}: threshold {threshold!r} is no number").format(name=name, threshold=rule.threshold))
    if rule.measure in ("disk", "memory", "spread_ticks") and rule.relation != "is" and rule.threshold <= 0:
        words = tr("{name}: threshold {threshold:g} must be above zero")
        raise UserError(words.format(name=name, threshold=rule.threshold))


def to_json(rule: AlertRule) -> dict[str, Any]:
    """A rule for the file."""
    return asdict(rule) | {"kind": str(rule.kind)}


def from_json(entry: object) -> AlertRule:
    """A rule from the file.

    Raises:
        UserError: it is none, or one that makes no sense.
    """
    if not isinstance(entry, dict):
        raise UserError(f"alert {entry!r} is no table")
    name = f"alert {entry.get('id', '(without id)')}"
    wanted = {field.name: field for field in fields(AlertRule)}
    for key in entry:
        if key not in wanted:
            raise UserError(f"{name}: no field {key!r}{did_you_mean(str(key), wanted)}")
    kinds = [str(kind) for kind in AlertKind]
    if entry.get("kind") not in kinds:
        raise UserError(f"{name}: kind {entry.get('kind')!r} is unknown{did_you_mean(str(entry.get('kind')), kinds)}")
    for key in ("id", "measure", "relation", "symbol", "words"):
        if not isinstance(entry.get(key, ""), str):
            raise UserError(f"{name}: {key} is no text")
    for key in ("once", "sound", "desktop", "enabled"):
        if not isinstance(entry.get(key, True), bool):
            raise UserError(f"{name}: {key} is neither true nor false")
    threshold = entry.get("threshold", 0.0)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float):
        raise UserError(f"{name}: threshold {threshold!r} is no number")
    if "id" not in entry or "measure" not in entry:
        raise UserError(f"{name}: has no {'id' if 'id' not in entry else 'measure'}")
    rule = AlertRule(**(entry | {"kind": AlertKind(entry["kind"]), "threshold": float(threshold)}))
    check(rule)
    return rule


def condition_words(rule: AlertRule) -> str:
    """What a rule waits for: ``AMZN last above 223.5``."""
    measure = tr("spread in ticks") if rule.measure == "spread_ticks" else rule.measure
    subject = " ".join(word for word in (rule.symbol, measure) if word)
    match rule.relation:
        case "above":
            return tr("{subject} above {threshold}").format(subject=subject, threshold=number(rule.threshold))
        case "below":
            return tr("{subject} below {threshold}").format(subject=subject, threshold=number(rule.threshold))
        case _:
            return {
                "stale": tr("Feed is stale"),
                "gapped": tr("Feed has a gap"),
                "failed": tr("Feed failed"),
                "plugin": tr("A plugin is stopped"),
                "recording": tr("Recording stopped"),
                "disk": tr("Little disk left"),
                "memory": tr("Much memory used"),
            }.get(rule.measure, subject)


def number(value: float) -> str:
    """A threshold without needless digits, with the true minus."""
    return f"{value:,.9f}".rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}")
