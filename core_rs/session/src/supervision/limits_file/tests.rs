use super::*;
use plimsoll_types::Qty;

const HEAD: &str = "version = 3\nreason = \"more capital\"\n";

fn parse(text: &str) -> Result<LimitsText, SupervisionError> {
    LimitsText::parse(Path::new("limits/0003.toml"), text)
}

fn refused(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

fn sound() -> String {
    let limits = "[limits.firm]\nmax-qty = { value = 500, reason = \"small\" }\n\n\
                  [limits.\"desk:equities\"]\ncollar-last = { value = \"2.5%\", reason = \"liquid\" }\n\
                  max-qty = { value = \"100\", reason = \"new desk\" }\n";
    format!("{HEAD}{limits}[[restricted]]\nscope = \"firm\"\ninstrument = \"XYZ\"\nreason = \"insider list\"\n")
}

#[test]
fn test_the_demonstration_has_every_mandatory_limit() {
    let demo = LimitsText::demo().unwrap();
    assert_eq!(demo.version, 0);
    let has = |kind: &LimitKind| demo.lines.iter().any(|line| line.scope == ScopeText::firm() && line.kind == *kind);
    assert!(LimitKind::MANDATORY.iter().all(has));
    let resolved = demo.resolve(&Directory::default(), &InstrumentTable::default()).unwrap();
    assert_eq!(resolved.unknown, []);
    assert_eq!(resolved.limits.get(LimitKind::MaxQty, Scope::Firm), Some(2_000 * Qty::ONE));
}

#[test]
fn test_limits_come_by_scope_and_kind_with_their_lines() {
    let read = parse(&sound()).unwrap();
    let rows: Vec<_> = read.lines.iter().map(|line| (line.scope.as_str(), line.kind.name(), line.line)).collect();
    assert_eq!(rows, [("firm", "max-qty", 4), ("desk:equities", "max-qty", 8), ("desk:equities", "collar-last", 7)]);
    assert_eq!(read.lines[2].value, 25_000);
    assert_eq!((read.restricted[0].symbol.as_str(), read.restricted[0].line), ("XYZ", 9));
}

#[test]
fn test_names_get_a_gateways_numbers_and_unknown_ones_are_refused() {
    let read = parse(&sound()).unwrap();
    let mut directory = Directory::default();
    let resolved = read.resolve(&directory, &InstrumentTable::default()).unwrap();
    assert_eq!(resolved.unknown.iter().map(|line| line.line).collect::<Vec<_>>(), [8, 7, 9]);
    let error = resolved.refuse_unknown_names(&read.path).unwrap_err().to_string();
    assert!(error.contains("limits/0003.toml:8: desk:equities is nobody"), "{error}");
    let desk = directory.add_desk("equities").unwrap();
    let resolved = read.resolve(&directory, &InstrumentTable::default()).unwrap();
    assert_eq!(resolved.limits.get(LimitKind::MaxQty, Scope::Desk(desk)), Some(100 * Qty::ONE));
    assert!(resolved.refuse_unknown_names(&read.path).is_ok());
}

#[test]
fn test_what_is_wrong_is_named_by_file_line_and_key() {
    for (from, to, words) in [
        ("version = 3", "version = -3", ":1: version is below zero"),
        ("version = 3\n", "", ":1: version is missing"),
        ("\"more capital\"", "\"\"", ":2: reason is empty"),
        ("[limits.firm]", "[limits.planet]", ":3: planet `planet` is no scope"),
        ("max-qty = { value = 500", "max-qtty = { value = 500", ":4: max-qtty is no limit; `plimsoll limits kinds`"),
        ("value = 500", "value = -500", ":4: max-qty of firm: `-500` is no value of max-qty"),
        ("value = 500", "value = nan", ":4: max-qty of firm: `nan` is no value"),
        ("value = 500", "value = inf", ":4: max-qty of firm: `inf` is no value"),
        ("value = 500", "value = true", ":4: max-qty is of type boolean"),
        ("value = 500, ", "", ":4: max-qty has no value"),
        (", reason = \"small\"", "", ":4: reason is missing"),
        ("\"small\"", "\" \"", ":4: reason is empty"),
        ("reason = \"small\"", "reason = \"small\", note = 1", ":4: note is no key"),
        ("\"2.5%\"", "\"2.5\"", ":7: collar-last of desk:equities: `2.5` is no value"),
        ("max-qty = { value = \"100\"", "collar-last = { value = \"1%\"", ":8: "),
        ("instrument = \"XYZ\"\n", "", ":9: instrument is missing"),
        (
            "[limits.firm]",
            "[limits.\"session:1\"]\nbuying-power = { value = 1, reason = \"x\" }\n[limits.firm]",
            ":4: buying-power of session:1",
        ),
    ] {
        let text = sound().replacen(from, to, 1);
        assert_ne!(text, sound(), "{from}");
        let error = refused(&text);
        assert!(error.contains(&format!("limits/0003.toml{words}")), "{error}\n{text}");
        assert!(error.contains("nothing is traded"), "{error}");
    }
    assert!(refused(HEAD).contains("limits are missing"));
    assert!(refused(&format!("{HEAD}[limits]\n")).contains("limits are none"));
}

#[test]
fn test_every_cut_of_the_file_is_refused_or_says_less() {
    let whole = sound();
    let all = parse(&whole).unwrap();
    for end in 0..whole.len() {
        if let Ok(read) = parse(&whole[..end]) {
            // A cut at a line's end is well-formed: the digest is what tells it from the whole.
            assert_ne!(read.digest, all.digest);
        }
    }
}
