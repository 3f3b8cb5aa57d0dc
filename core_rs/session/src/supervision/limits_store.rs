//! The versions of the limits that two people agreed to, and which of them holds.
//!
//! A folder holds `0001.toml`, `0002.toml`... and beside each the two signatures, `0001.signed.toml`. The highest number
//! holds. Whatever is wrong with it refuses trading: an older version never comes back by itself.

use super::four_eyes::{Agreed, limits_agreed};
use super::people::{bytes_of_hex, hex};
use super::statement::LimitsRequest;
use super::toml_source::TomlSource;
use super::{LimitsText, People, SignedStatement, SupervisionError};
use plimsoll_types::Nanos;
use plimsoll_wire::journal::LimitEdit;
use std::io;
use std::path::{Path, PathBuf};

const NEXT: &str = "nothing is traded until it is restored or another version is approved";
/// Names the highest version that was ever approved here: one that has gone since is missed.
const NEWEST: &str = "newest";
/// No version is higher.
const MOST_VERSIONS: u64 = 9_999;

/// The limits that hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveLimits {
    /// As people wrote them.
    pub text: LimitsText,
    /// Who agreed; `None` for the demonstration's, which hold where nobody ever approved any.
    pub agreed: Option<Agreed<LimitsRequest>>,
}

impl LiveLimits {
    /// What the audit log records of them.
    #[must_use]
    pub fn edit(&self) -> LimitEdit {
        let agreed = self.agreed.as_ref();
        LimitEdit {
            version: self.text.version,
            digest: self.text.digest,
            reason: self.text.reason.clone(),
            requested_by: agreed.map(|agreed| agreed.request.requested_by.clone()).unwrap_or_default(),
            approved_by: agreed.map(|agreed| agreed.approved_by.clone()).unwrap_or_default(),
        }
    }
}

/// The folder of a home's limits.
#[derive(Debug, Clone)]
pub struct LimitsStore {
    folder: PathBuf,
}

impl LimitsStore {
    /// The store in the supervision folder of a home.
    #[must_use]
    pub fn at(supervision: &Path) -> Self {
        Self { folder: supervision.join("limits") }
    }

    /// The file of a version.
    #[must_use]
    pub fn text_path(&self, version: u64) -> PathBuf {
        self.folder.join(format!("{version:04}.toml"))
    }

    /// The file of its signatures.
    #[must_use]
    pub fn signed_path(&self, version: u64) -> PathBuf {
        self.folder.join(format!("{version:04}.signed.toml"))
    }

    /// The highest version; zero where there is none.
    ///
    /// # Errors
    /// [`SupervisionError::Io`] where the folder cannot be read, [`SupervisionError::Damaged`] where the highest version
    /// that ever was is not there.
    pub fn newest(&self) -> Result<u64, SupervisionError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(SupervisionError::io(&self.folder, NEXT)(error)),
        };
        let mut newest = 0;
        for entry in entries {
            let name = entry.map_err(SupervisionError::io(&self.folder, NEXT))?.file_name();
            newest = newest.max(name.to_str().and_then(version_of).unwrap_or(0));
        }
        let path = self.folder.join(NEWEST);
        match std::fs::read_to_string(&path) {
            // An approval that was cut short before its last step is whole all the same: both signatures are there.
            Err(error) if error.kind() == io::ErrorKind::NotFound && newest <= 1 => Ok(newest),
            Err(error) => Err(SupervisionError::io(&path, NEXT)(error)),
            Ok(text) if text.trim().parse::<u64>().is_ok_and(|named| named > 0 && named <= newest) => Ok(newest),
            Ok(text) => {
                let reason = format!("says {:?}, the newest version here is {newest}", text.trim());
                Err(damaged(&path, "newest", reason))
            }
        }
    }

    /// The limits that hold: the newest, signed by two people, or the demonstration's where nobody ever approved any.
    ///
    /// # Errors
    /// [`SupervisionError`] naming file, line and key: then nothing may be traded.
    pub fn live(&self, people: &People) -> Result<LiveLimits, SupervisionError> {
        match self.newest()? {
            0 => Ok(LiveLimits { text: LimitsText::demo()?, agreed: None }),
            version => self.version(people, version),
        }
    }

    /// One approved version.
    ///
    /// # Errors
    /// As [`live`](Self::live).
    pub fn version(&self, people: &People, version: u64) -> Result<LiveLimits, SupervisionError> {
        let path = self.text_path(version);
        let text = LimitsText::read(&path)?;
        let signed = read_signed(&self.signed_path(version))?;
        let agreed = limits_agreed(people, None, &signed)?;
        check_same(&path, &text, &agreed.request, version)?;
        Ok(LiveLimits { text, agreed: Some(agreed) })
    }

    /// Makes `text`, to which two people agree, the version that holds; `record` is called before it does.
    ///
    /// # Errors
    /// [`SupervisionError`] naming what is wrong; what held before still does.
    pub fn approve(
        &self,
        people: &People,
        now_ns: Nanos,
        text: &str,
        signed: &[SignedStatement],
        record: impl FnOnce(&LimitEdit) -> Result<(), SupervisionError>,
    ) -> Result<LiveLimits, SupervisionError> {
        let agreed = limits_agreed(people, Some(now_ns), signed)?;
        let newest = self.newest()?;
        let version = newest + 1;
        if version > MOST_VERSIONS || agreed.request.replaces != newest {
            let reason = format!(
                "the draft takes the place of version {}, but {newest} holds now; draft anew from it",
                agreed.request.replaces
            );
            return Err(SupervisionError::FourEyes(reason));
        }
        let path = self.text_path(version);
        let read = LimitsText::parse(&path, text)?;
        check_same(&path, &read, &agreed.request, version)?;
        let live = LiveLimits { text: read, agreed: Some(agreed) };
        record(&live.edit())?;
        let written = (|| {
            std::fs::create_dir_all(&self.folder)?;
            write_whole(&self.signed_path(version), signed_text(signed).as_bytes())?;
            write_whole(&path, text.as_bytes())?;
            write_whole(&self.folder.join(NEWEST), format!("{version}\n").as_bytes())
        })();
        written
            .map_err(SupervisionError::io(&path, "the version before it holds, if `plimsoll limits show` says so"))?;
        Ok(live)
    }
}

fn version_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".toml")?;
    let is_number = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

fn damaged(path: &Path, key: &str, reason: String) -> SupervisionError {
    SupervisionError::Damaged { path: path.to_owned(), line: 1, key: key.to_owned(), reason, next: NEXT }
}

/// The text must be the one that was signed, under the number that was signed.
fn check_same(path: &Path, text: &LimitsText, request: &LimitsRequest, version: u64) -> Result<(), SupervisionError> {
    if text.digest != request.digest {
        return Err(damaged(path, "", "is not the text that two people agreed to: it was changed".to_owned()));
    }
    if (text.version, request.version) != (version, version) {
        let reason = format!("is {}, two people agreed to {}, the file is of {version}", text.version, request.version);
        return Err(damaged(path, "version", reason));
    }
    Ok(())
}

fn signed_text(signed: &[SignedStatement]) -> String {
    let mut text = "# Two people agreed to the limits beside this; see docs/guides/limits.md.\n".to_owned();
    for one in signed {
        let (statement, signature) = (hex(&one.statement), hex(&one.signature));
        text += &format!(
            "[[signed]]\nperson = {:?}\nstatement = \"{statement}\"\nsignature = \"{signature}\"\n",
            one.person
        );
    }
    text
}

fn read_signed(path: &Path) -> Result<Vec<SignedStatement>, SupervisionError> {
    let text = std::fs::read_to_string(path).map_err(SupervisionError::io(path, NEXT))?;
    let source = TomlSource { path, text: &text, next: NEXT };
    let document = source.document()?;
    source.only(&document, &["signed"])?;
    let Some(rows) = document.get("signed").and_then(|rows| rows.get_ref().as_array()) else {
        return Err(source.refuse(0..0, "signed", "is missing"));
    };
    let mut signed = Vec::new();
    for row in rows {
        let table = source.table(row, "signed")?;
        source.only(table, &["person", "statement", "signature"])?;
        let statement = source.need(table, "statement", row.span())?;
        let bytes = statement.as_bytes().chunks(2).map(|pair| bytes_of_hex::<1>(std::str::from_utf8(pair).ok()?));
        let Some(bytes) = bytes.collect::<Option<Vec<[u8; 1]>>>() else {
            return Err(source.refuse(row.span(), "statement", "is not of hexadecimal digits"));
        };
        let person = source.need(table, "person", row.span())?;
        let signature = source.need(table, "signature", row.span())?;
        signed.push(SignedStatement::new(&person, bytes.concat(), &signature));
    }
    Ok(signed)
}

/// There whole or not at all, also when the power fails.
fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::Builder::new().prefix(".").tempfile_in(folder)?;
    new.write_all(content)?;
    new.as_file().sync_all()?;
    new.persist(path)?;
    std::fs::File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::supervision::signing::{MINUTE_NS, people, sign};
    use crate::supervision::statement::Approval;

    const NOW: i64 = 1_700_000_000_000_000_000;

    fn text(version: u64, qty: u64) -> String {
        format!(
            "version = {version}\nreason = \"a test\"\n[limits.firm]\nmax-qty = {{ value = {qty}, reason = \"small\" }}\n"
        )
    }

    fn signed(text: &str, version: u64, requester: &str, approver: &str) -> [SignedStatement; 2] {
        let digest = LimitsText::parse(Path::new("x"), text).unwrap().digest;
        let request = LimitsRequest {
            version,
            replaces: version - 1,
            digest,
            reason: "a test".to_owned(),
            requested_by: requester.to_owned(),
            ts_ns: NOW,
            expires_ns: NOW + MINUTE_NS,
        };
        let first = sign(requester, &request);
        let second = sign(approver, &Approval::of(&first, approver, NOW));
        [first, second]
    }

    fn approve(store: &LimitsStore, version: u64, qty: u64, approver: &str) -> Result<LiveLimits, SupervisionError> {
        let text = text(version, qty);
        store.approve(&people("kim trader, lee risk"), NOW, &text, &signed(&text, version, "kim", approver), |_| Ok(()))
    }

    #[test]
    fn test_the_demonstrations_limits_hold_until_two_people_agree_to_others() {
        let folder = tempfile::tempdir().unwrap();
        let store = LimitsStore::at(folder.path());
        let people = people("kim trader, lee risk");
        let demo = store.live(&people).unwrap();
        assert_eq!((demo.text.version, demo.edit().approved_by.as_str()), (0, ""));
        approve(&store, 1, 500, "lee").unwrap();
        approve(&store, 2, 700, "lee").unwrap();
        let live = store.live(&people).unwrap();
        let edit = live.edit();
        assert_eq!((edit.version, edit.requested_by.as_str(), edit.approved_by.as_str()), (2, "kim", "lee"));
        assert_eq!(store.version(&people, 1).unwrap().text.version, 1);
    }

    #[test]
    fn test_what_two_people_did_not_agree_to_never_holds() {
        let folder = tempfile::tempdir().unwrap();
        let store = LimitsStore::at(folder.path());
        let people = people("kim trader, lee risk");
        assert!(approve(&store, 1, 500, "kim").unwrap_err().to_string().contains("second person"));
        let (asked, other) = (text(1, 500), text(1, 50_000));
        let both = signed(&asked, 1, "kim", "lee");
        assert!(store.approve(&people, NOW, &other, &both, |_| Ok(())).is_err());
        assert!(store.approve(&people, NOW + 2 * MINUTE_NS, &asked, &both, |_| Ok(())).is_err());
        assert_eq!(store.newest().unwrap(), 0);
        store.approve(&people, NOW, &asked, &both, |_| Ok(())).unwrap();
        let again = store.approve(&people, NOW, &asked, &both, |_| Ok(())).unwrap_err();
        assert!(again.to_string().contains("draft anew"), "{again}");
    }

    #[test]
    fn test_every_change_of_the_files_refuses_trading_and_names_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = LimitsStore::at(folder.path());
        let people = people("kim trader, lee risk");
        approve(&store, 1, 500, "lee").unwrap();
        approve(&store, 2, 700, "lee").unwrap();
        let marker = folder.path().join("limits").join(NEWEST);
        for path in [store.text_path(2), store.signed_path(2), marker.clone()] {
            let whole = std::fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            for at in 0..whole.len() {
                let mut bytes = whole.clone();
                bytes[at] ^= 1;
                std::fs::write(&path, &bytes).unwrap();
                // A changed comment or case of a digit means the same; whatever means another thing is refused.
                if let Ok(live) = store.live(&people) {
                    assert_eq!((live.text.version, live.text.lines[0].line), (2, 4), "byte {at} of {name}");
                    assert_ne!(name, "0002.toml", "byte {at}");
                }
            }
            std::fs::remove_file(&path).unwrap();
            let error = store.live(&people).unwrap_err().to_string();
            assert!(error.contains("nothing is traded"), "{error}");
            std::fs::write(&path, &whole).unwrap();
            assert_eq!(store.live(&people).unwrap().text.version, 2);
        }
        for gone in [store.text_path(2), store.signed_path(2)] {
            std::fs::remove_file(gone).unwrap();
        }
        let error = store.live(&people).unwrap_err().to_string();
        assert!(error.contains("the newest version here is 1"), "an older version came back: {error}");
    }

    #[test]
    fn test_an_approval_that_was_cut_short_behind_its_signatures_holds() {
        let folder = tempfile::tempdir().unwrap();
        let store = LimitsStore::at(folder.path());
        let people = people("kim trader, lee risk");
        let marker = folder.path().join("limits").join(NEWEST);
        approve(&store, 1, 500, "lee").unwrap();
        std::fs::remove_file(&marker).unwrap();
        assert_eq!(store.live(&people).unwrap().text.version, 1);
        approve(&store, 2, 700, "lee").unwrap();
        std::fs::write(&marker, "1").unwrap();
        assert_eq!(store.live(&people).unwrap().text.version, 2);
        approve(&store, 3, 800, "lee").unwrap();
    }
}
