//! The reference page names every check, limit and control.

use plimsoll_risk::{Control, LimitKind};
use plimsoll_types::RiskCheck;

const PAGE: &str = include_str!("../../../docs/reference/risk-checks.md");

#[test]
fn test_the_reference_page_names_every_check_limit_and_control() {
    let controls = [
        Control::DailyLoss,
        Control::Drawdown,
        Control::RepeatedExecution,
        Control::CommandRate,
        Control::RejectRate,
        Control::CancelRate,
    ];
    let names = RiskCheck::ALL.iter().map(|check| check.name());
    let names = names.chain(LimitKind::ALL.iter().map(|kind| kind.name())).chain(controls.map(Control::name));
    let missing: Vec<_> = names.filter(|name| !PAGE.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn test_the_checks_stand_in_the_order_in_which_they_are_made() {
    let rows: Vec<_> = PAGE.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert!(rows.starts_with(&RiskCheck::ALL.map(RiskCheck::name)), "{rows:?}");
}
