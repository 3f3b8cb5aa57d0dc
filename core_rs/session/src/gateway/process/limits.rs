//! The limits that hold, from where the configuration says they are.

use super::Folders;
use crate::gateway::config::RiskRules;
use crate::supervision::LimitsText;
use plimsoll_risk::{Limits, RiskSetup};
use plimsoll_types::{Directory, InstrumentTable};
use plimsoll_wire::journal::LimitEdit;

/// Limits as they were read, or why they cannot be used.
#[derive(Debug, Clone)]
pub(super) enum LimitsRead {
    Usable { text: Box<LimitsText>, edit: LimitEdit },
    Unusable(String),
}

/// Reads them again whenever it is asked.
#[derive(Debug, Clone)]
pub(super) struct LimitsPlace {
    pub(super) folders: Folders,
    pub(super) rules: RiskRules,
}

impl LimitsPlace {
    pub(super) fn read(&self) -> LimitsRead {
        let read = match self.rules.limits.as_str() {
            "live" | "demo" => LimitsText::demo(),
            path => LimitsText::read(&self.folders.home.join(path)),
        };
        match read {
            Ok(text) => {
                let edit = LimitEdit {
                    version: text.version,
                    digest: text.digest,
                    reason: text.reason.clone(),
                    requested_by: String::new(),
                    approved_by: String::new(),
                };
                LimitsRead::Usable { text: Box::new(text), edit }
            }
            Err(error) => LimitsRead::Unusable(error.to_string()),
        }
    }
}

impl LimitsRead {
    /// With the numbers of this gateway. What cannot be used refuses every order, and says why.
    pub(super) fn resolve(
        &self,
        directory: &Directory,
        instruments: &InstrumentTable,
        setup: &mut RiskSetup,
    ) -> Limits {
        let text = match self {
            Self::Usable { text, .. } => text,
            Self::Unusable(why) => return Limits::unusable(why),
        };
        match text.resolve(directory, instruments) {
            Ok(resolved) => {
                setup.restricted = resolved.restricted;
                resolved.limits
            }
            Err(error) => Limits::unusable(&error.to_string()),
        }
    }

    /// What the audit log records of them.
    pub(super) fn edit(&self) -> LimitEdit {
        match self {
            Self::Usable { edit, .. } => edit.clone(),
            Self::Unusable(why) => LimitEdit {
                version: 0,
                digest: [0; 32],
                reason: why.clone(),
                requested_by: String::new(),
                approved_by: String::new(),
            },
        }
    }
}
