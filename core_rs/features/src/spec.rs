//! Reads `ofi,mid,vwap,ofi_multi(levels=5),ema(half_life=30s)`.

use crate::catalogue;
use crate::definition::FeatureDef;
use crate::error::FeatureError;
use crate::params::Params;

/// One feature as asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which.
    pub def: &'static FeatureDef,
    /// With what.
    pub params: Params,
    /// As written, without white space: the column's name.
    pub column: String,
}

/// Reads a comma-separated list of features.
///
/// # Errors
/// [`FeatureError`] naming the item and what is wrong with it.
pub fn parse(spec: &str) -> Result<Vec<Request>, FeatureError> {
    let text: String = spec.chars().filter(|c| !c.is_whitespace()).collect();
    let mut requests: Vec<Request> = Vec::new();
    for item in split_items(&text).into_iter().filter(|i| !i.is_empty()) {
        let request = parse_item(item)?;
        if requests.iter().any(|r| r.column == request.column) {
            return Err(FeatureError::Duplicate(request.column));
        }
        requests.push(request);
    }
    if requests.is_empty() { Err(FeatureError::Empty) } else { Ok(requests) }
}

/// Cuts at the commas outside of brackets.
fn split_items(text: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    text.split(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth <= 0
    })
    .collect()
}

fn parse_item(item: &str) -> Result<Request, FeatureError> {
    let syntax = |reason| FeatureError::Syntax { item: item.to_owned(), reason };
    let (name, arguments) = match item.split_once('(') {
        None => (item, None),
        Some((name, rest)) => (name, Some(rest.strip_suffix(')').ok_or_else(|| syntax("the bracket is not closed"))?)),
    };
    let def = catalogue::find(name)
        .ok_or_else(|| FeatureError::UnknownFeature { name: name.to_owned(), nearest: catalogue::nearest(name) })?;
    let mut params = Params::new(def.name, def.params);
    for argument in arguments.unwrap_or("").split(',').filter(|a| !a.is_empty()) {
        let (key, value) = argument.split_once('=').ok_or_else(|| syntax("a parameter has no value"))?;
        params.set(key, value)?;
    }
    Ok(Request { def, params, column: item.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn test_parameters_and_defaults_are_read() {
        let requests = parse("ofi, ofi_multi(levels=3, norm=depth) ,ema(half_life=30s)").unwrap();
        assert_eq!(requests[1].column, "ofi_multi(levels=3,norm=depth)");
        assert_eq!(requests[1].params.count("levels"), 3);
        assert_eq!(requests[1].params.choice("norm"), "depth");
        assert_eq!(requests[2].params.duration("half_life"), Some(30_000_000_000));
        assert_eq!(requests[2].params.count("n"), 20);
    }

    #[test]
    fn test_mistakes_are_named() {
        for (spec, said) in [
            ("", "no feature named"),
            ("offi", "unknown feature \"offi\": did you mean \"ofi\"?"),
            ("ofi,ofi", "\"ofi\" is named twice"),
            ("rsi(n=0)", "feature rsi: parameter n=0 must be a whole number from 1 to 10000"),
            ("rsi(m=3)", "feature rsi: unknown parameter \"m\"; it takes n, on"),
            ("mid(n=3)", "it takes none"),
            ("rsi(n=3", "the bracket is not closed"),
            ("rsi(3)", "a parameter has no value"),
            ("rsi(n=3,n=4)", "must be given once"),
            ("ema(half_life=30)", "must be a duration from 1ms to 1d"),
            ("rsi(on=ask)", "must be one of mid, trade"),
        ] {
            let error = parse(spec).unwrap_err().to_string();
            assert!(error.contains(said), "{spec}: {error}");
        }
    }

    proptest! {
        #[test]
        fn test_no_text_makes_the_parser_panic(text in "\\PC{0,40}|[a-z_(),=0-9]{0,40}") {
            let _ = parse(&text);
        }
    }
}
