"""What the alerts panel shows: rules, what they said, and the form in which a rule is made; refusals in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from terminal.domain.errors import TerminalError
from terminal.sdk import figures
from terminal.sdk.desk import AlertBook, AlertEvent, AlertKind, AlertRule
from terminal.sdk.table import Cell, Column, Kind, ListSource, Row, Tag
from terminal.sdk.words import tr

MEASURES = {
    AlertKind.PRICE: ("last", "bid", "ask", "mid", "spread_ticks"),
    AlertKind.FEED: ("stale", "gapped", "failed"),
    AlertKind.RISK: ("plugin", "recording", "disk", "memory"),
}
"""Those of signals are the plugins that say any."""
TOKENS = {"danger": "danger", "warn": "warn"}


def kind_words() -> dict[AlertKind, str]:
    """Kinds in the user's language."""
    return {
        AlertKind.PRICE: tr("price"),
        AlertKind.SIGNAL: tr("signal"),
        AlertKind.FEED: tr("feed"),
        AlertKind.RISK: tr("risk"),
    }


def measure_words(measure: str) -> str:
    """A measure in the user's language; a plugin's stands as it is called."""
    known = {
        "last": tr("last"),
        "bid": tr("bid"),
        "ask": tr("ask"),
        "mid": tr("mid"),
        "spread_ticks": tr("spread ticks"),
        "stale": tr("stale"),
        "gapped": tr("gapped"),
        "failed": tr("failed"),
        "plugin": tr("plugin"),
        "recording": tr("recording"),
        "disk": tr("disk"),
        "memory": tr("memory"),
    }
    return known.get(measure, measure)


def relation_words() -> dict[str, str]:
    """Relations in the user's language."""
    return {"above": tr("above"), "below": tr("below"), "is": tr("is so")}


def relations_of(kind: AlertKind, measure: str) -> tuple[str, ...]:
    """What can be asked of a measure."""
    if kind in (AlertKind.PRICE, AlertKind.SIGNAL):
        return ("above", "below")
    return {"disk": ("is", "below"), "memory": ("is", "above")}.get(measure, ("is",))


def unit_of(kind: AlertKind, measure: str) -> str:
    """Unit of the threshold."""
    if kind is AlertKind.SIGNAL:
        return tr("bps")
    return {"spread_ticks": tr("ticks"), "disk": "GB", "memory": "GB"}.get(measure, "")


def rule_columns() -> tuple[Column, ...]:
    """Columns of the rules."""
    return (
        Column("on", tr("On"), Kind.TAG, width=46),
        Column("rule", tr("Calls when"), width=110, stretch=True),
        Column("kind", tr("Kind"), width=62, rank=2),
        Column("how", tr("How"), width=130, rank=1),
    )


def event_columns() -> tuple[Column, ...]:
    """Columns of what they said."""
    return (
        Column("time", tr("Time"), Kind.CODE, "UTC", 74),
        Column("text", tr("Alert"), width=100, stretch=True),
        Column("seen", tr("Seen"), Kind.TAG, width=56, rank=1),
    )


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it is being typed."""

    id: str = ""
    """Empty for a new one."""
    kind: AlertKind = AlertKind.PRICE
    symbol: str = ""
    measure: str = "last"
    relation: str = "above"
    threshold: str = ""
    words: str = ""
    once: bool = False
    sound: bool = True
    desktop: bool = True
    enabled: bool = True

    def of_kind(self, kind: AlertKind, plugins: Sequence[str]) -> Draft:
        """The same for another kind: measure and relation are ones that it has."""
        measures = measures_of(kind, plugins)
        measure = self.measure if self.measure in measures else next(iter(measures), "")
        return replace(self, kind=kind, measure=measure).of_measure(measure)

    def of_measure(self, measure: str) -> Draft:
        """The same for another measure."""
        relations = relations_of(self.kind, measure)
        relation = self.relation if self.relation in relations else relations[0]
        return replace(self, measure=measure, relation=relation)


def measures_of(kind: AlertKind, plugins: Sequence[str]) -> tuple[str, ...]:
    """What a kind can watch."""
    return tuple(plugins) if kind is AlertKind.SIGNAL else MEASURES[kind]


def draft_of(rule: AlertRule) -> Draft:
    """A rule to be changed."""
    threshold = "" if rule.relation == "is" else f"{rule.threshold:.10g}"
    return Draft(
        rule.id, rule.kind, rule.symbol, rule.measure, rule.relation, threshold, rule.words, rule.once, rule.sound,
        rule.desktop, rule.enabled,
    )  # fmt: skip


def sentence(rule: AlertRule) -> str:
    """``AMZN last below 223.20``."""
    if rule.words:
        return rule.words
    who = rule.symbol or (tr("any instrument") if rule.kind in (AlertKind.PRICE, AlertKind.SIGNAL) else "")
    measure = measure_words(rule.measure)
    kind = f"{kind_words()[rule.kind]} " if rule.kind in (AlertKind.FEED, AlertKind.RISK) else ""
    if rule.relation == "is":
        return " ".join(part for part in (who, f"{kind}{measure}") if part)
    unit = unit_of(rule.kind, rule.measure)
    amount = amount_words(rule.threshold, 2 if rule.kind is AlertKind.PRICE and not unit else 0)
    return " ".join(part for part in (who, f"{kind}{measure}", relation_words()[rule.relation], amount, unit) if part)


def amount_words(value: float, least: int) -> str:
    """A threshold without needless digits, of at least so many decimals."""
    _, _, fraction = f"{value:.9f}".rstrip("0").partition(".")
    return figures.number(value, max(len(fraction), least))


class AlertsModel:
    """Rules, events, and the draft in hand."""

    def __init__(self, book: AlertBook) -> None:
        self.book = book
        self.rules = ListSource(rule_columns())
        self.events = ListSource(event_columns())
        self.draft: Draft | None = None
        self.problem = ""

    def update(self) -> None:
        """Takes the newest rules and events."""
        self.rules.show(rule_row(rule) for rule in self.book.rules())
        self.events.show(event_row(event) for event in self.book.events())

    def unseen(self) -> int:
        """Events that nobody acknowledged."""
        return sum(not event.acknowledged for event in self.book.events())

    def title_detail(self) -> str:
        """``3 new``."""
        unseen = self.unseen()
        return tr("{n} new").format(n=unseen) if unseen else tr("{n} rules").format(n=len(self.book.rules()))

    def rule(self, rule_id: object) -> AlertRule | None:
        """A rule by its id."""
        return next((rule for rule in self.book.rules() if rule.id == rule_id), None)

    def toggle(self, rule_id: object) -> None:
        """Switches a rule on or off."""
        rule = self.rule(rule_id)
        if rule is not None:
            self.put(replace(rule, enabled=not rule.enabled))

    def remove(self, rule_id: object) -> None:
        """Forgets a rule."""
        self.book.remove(str(rule_id))
        self.update()

    def acknowledge(self, seq: int | None) -> None:
        """One event, or all."""
        self.book.acknowledge(seq)
        self.update()

    # The form.

    def begin(self, rule_id: object = None, symbol: str = "", last: str = "") -> None:
        """A new rule, for the linked instrument at its last price, or one to be changed."""
        rule = self.rule(rule_id) if rule_id is not None else None
        self.draft = Draft(symbol=symbol, threshold=last) if rule is None else draft_of(rule)
        self.problem = ""

    def rule_of_draft(self) -> AlertRule | None:
        """The rule that the form stands for; ``None``, and the problem says why, where it stands for none."""
        draft = self.draft
        if draft is None:
            return None
        threshold = 0.0
        if draft.relation != "is":
            try:
                threshold = float(draft.threshold.replace(",", "").replace(figures.MINUS, "-"))
            except ValueError:
                self.problem = tr("“{text}” is no number: give the threshold, such as 223.20").format(
                    text=draft.threshold
                )
                return None
        if not draft.measure:
            self.problem = tr("No plugin says signals yet: enable one in Plugins, then choose it here")
            return None
        self.problem = ""
        return AlertRule(
            draft.id or self.free_id(draft), draft.kind, draft.measure, draft.relation, threshold, draft.symbol,
            draft.words.strip(), draft.once, draft.sound, draft.desktop, draft.enabled,
        )  # fmt: skip

    def free_id(self, draft: Draft) -> str:
        """An id that no rule has."""
        stem = "-".join(
            part for part in (draft.symbol.lower(), draft.measure.replace("/", "-"), draft.relation) if part
        )
        taken, at = {rule.id for rule in self.book.rules()}, 1
        while (name := stem if at == 1 else f"{stem}-{at}") in taken:
            at += 1
        return name

    def save(self) -> bool:
        """Keeps the draft as a rule; false where it was refused."""
        rule = self.rule_of_draft()
        if rule is None or not self.put(rule):
            return False
        self.draft = None
        return True

    def put(self, rule: AlertRule) -> bool:
        """Keeps a rule; false where it was refused."""
        try:
            self.book.put(rule)
        except TerminalError as error:
            self.problem = str(error)
            return False
        self.problem = ""
        self.update()
        return True


def rule_row(rule: AlertRule) -> Row:
    """One rule."""
    ways = [tr("sound") if rule.sound else "", tr("desktop") if rule.desktop else "", tr("once") if rule.once else ""]
    how = ", ".join(way for way in ways if way) or tr("list only")
    on = Cell(tr("on") if rule.enabled else tr("off"), rule.enabled, mark=Tag("ok" if rule.enabled else "t2"))
    words = Cell(sentence(rule), sentence(rule), tip=rule.id)
    return Row(
        rule.id,
        (on, words, Cell(kind_words()[rule.kind], rule.kind.value, "t2"), Cell(how, how, "t2")),
        not rule.enabled,
    )


def event_row(event: AlertEvent) -> Row:
    """One thing that was said."""
    token = TOKENS.get(event.severity, "")
    sign = {"danger": "■ ", "warn": "▲ "}.get(token, "")
    stamp = f"{figures.date(event.ts_ns)} {' '.join(figures.clock_parts(event.ts_ns))} UTC"
    new = not event.acknowledged
    return Row(
        event.seq,
        (
            Cell(figures.clock(event.ts_ns), event.ts_ns, "t2", tip=stamp),
            Cell(f"{sign}{event.words}", event.words, token if new else "t3", tip=f"{stamp}\n{event.words}", bold=new),
            Cell(tr("new") if new else tr("seen"), event.acknowledged, mark=Tag("warn" if new else "t2")),
        ),
        dim=event.acknowledged,
    )
