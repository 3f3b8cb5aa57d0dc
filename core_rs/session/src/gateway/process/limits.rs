//! The limits that hold, from where the configuration says they are.

use super::Folders;
use crate::gateway::config::{Profile, RiskRules};
use crate::supervision::{LimitsStore, LimitsText, LiveLimits, People, SupervisionError};
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
    pub(super) profile: Profile,
}

impl LimitsPlace {
    pub(super) fn read(&self) -> LimitsRead {
        let alone = |text| LiveLimits { text, agreed: None };
        let read = match self.rules.limits.as_str() {
            "live" => self.live(),
            "demo" => LimitsText::demo().map(alone),
            path => LimitsText::read(&self.folders.home.join(path)).map(alone),
        };
        match read {
            Ok(live) if live.text.version == 0 && self.profile == Profile::Live => LimitsRead::Unusable(
                "two people have approved no limits for this home, and those of the demonstration are for simulation; \
                 `plimsoll limits draft` begins"
                    .to_owned(),
            ),
            Ok(live) => LimitsRead::Usable { edit: live.edit(), text: Box::new(live.text) },
            Err(error) => LimitsRead::Unusable(error.to_string()),
        }
    }

    /// The version that two people approved last; the demonstration's where nobody ever approved any.
    fn live(&self) -> Result<LiveLimits, SupervisionError> {
        let people = People::read(&self.folders.supervision.join("people.toml"))?;
        LimitsStore::at(&self.folders.supervision).live(&people)
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
        let resolved = text.resolve(directory, instruments);
        match resolved.and_then(|resolved| resolved.refuse_unknown_names(&text.path).map(|()| resolved)) {
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
