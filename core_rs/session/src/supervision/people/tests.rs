use super::*;
use crate::supervision::signing::{key, people, people_text};

fn refused(text: &str) -> String {
    People::parse(Path::new("people.toml"), text).unwrap_err().to_string()
}

fn row(name: &str, role: &str, extra: &str) -> String {
    let key = hex(key(name).verifying_key().as_bytes());
    format!("[[person]]\nname = \"{name}\"\nrole = \"{role}\"\nkey = \"{key}\"\n{extra}\n")
}

#[test]
fn test_a_missing_file_holds_nobody_and_one_that_cannot_be_read_says_so() {
    let folder = tempfile::tempdir().unwrap();
    assert!(People::read(&folder.path().join("people.toml")).unwrap().all().is_empty());
    let error = People::read(folder.path()).unwrap_err().to_string();
    assert!(error.contains("nobody can approve"), "{error}");
}

#[test]
fn test_people_come_with_roles_and_scopes() {
    let people =
        People::parse(Path::new("people.toml"), &row("kim", "trader", "scopes = [\"desk:equities\"]\nadded = 1"))
            .unwrap();
    let kim = people.person("kim").unwrap();
    for (scope, may) in [("trader:kim", true), ("desk:equities", true), ("desk:rates", false), ("firm", false)] {
        assert_eq!(kim.may_halt(&ScopeText::parse(scope).unwrap()), may, "{scope}");
    }
    assert!(super::super::signing::people("lee risk").person("lee").unwrap().may_halt(&ScopeText::firm()));
    assert!(people.person("eve").is_err());
}

#[test]
fn test_what_is_wrong_is_named_by_line_and_key() {
    let lee = row("lee", "risk", "");
    for (text, words) in [
        ("[[person]\n".to_owned(), "people.toml:1:"),
        ("person = 3".to_owned(), "people.toml:1: person is no array"),
        ("people = 3".to_owned(), "people.toml:1: people is no key"),
        (format!("{lee}[[person]]\nname = \"kim\"\n"), "people.toml:6: role is missing"),
        (row("kim", "boss", ""), "people.toml:3: role is \"boss\""),
        (row("kim", "risk", "colour = 1"), "people.toml:5: colour is no key"),
        (row("kim", "risk", "scopes = [\"desk\"]"), "people.toml:5: scopes `desk` is no scope"),
        (row("kim", "risk", "").replace("key = \"", "key = \"0"), "people.toml:4: key is no Ed25519"),
        (format!("{lee}{lee}"), "people.toml:7: name `lee` is there twice"),
        (format!("{lee}{}", lee.replace("\"lee\"", "\"kim\"")), "people.toml:9: key is that of `lee` too"),
        (format!("[[person]]\nname = \"a\"\nrole = \"risk\"\nkey = \"{}\"\n", "00".repeat(32)), "key is no Ed25519"),
    ] {
        let error = refused(&text);
        assert!(error.contains(words), "{error}\n{text}");
    }
}

#[test]
fn test_everyone_after_the_first_two_needs_a_valid_word() {
    assert_eq!(people("kim trader, lee risk, joe trader").all().len(), 3);
    let by_trader = people_text("kim trader, lee risk, joe trader", "kim");
    assert!(refused(&by_trader).contains("vouch of `joe` is no valid word"));
    let by_nobody = people_text("kim trader, lee risk", "lee") + &row("joe", "trader", "");
    assert!(refused(&by_nobody).contains("no valid word"));
    let good = people_text("kim trader, lee risk, joe trader", "lee");
    let promoted = good.replacen("name = \"joe\"\nrole = \"trader\"", "name = \"joe\"\nrole = \"risk\"", 1);
    assert_ne!(promoted, good);
    assert!(refused(&promoted).contains("no valid word"));
}
