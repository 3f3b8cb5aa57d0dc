//! Encodings of what only the links carry.

/// A struct is its fields, in the order given.
macro_rules! canonical {
    ($($type:ident { $($field:ident),* $(,)? })*) => {
        $(
            impl plimsoll_wire::journal::Canonical for $type {
                fn put(&self, out: &mut Vec<u8>) {
                    $(plimsoll_wire::journal::Canonical::put(&self.$field, out);)*
                }

                fn take(bytes: &mut plimsoll_wire::bytes::Bytes<'_>) -> Option<Self> {
                    Some(Self { $($field: plimsoll_wire::journal::Canonical::take(bytes)?),* })
                }
            }
        )*
    };
}

/// A choice is its number, then its fields or its one payload.
macro_rules! canonical_choice {
    ($type:ident { $($code:literal $name:ident $(($inner:ident))? $({ $($field:ident),* })?),* $(,)? }) => {
        impl plimsoll_wire::journal::Canonical for $type {
            fn put(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$name $(($inner))? $({ $($field),* })? => {
                        out.push($code);
                        $($inner.put(out);)?
                        $($($field.put(out);)*)?
                    })*
                }
            }

            fn take(bytes: &mut plimsoll_wire::bytes::Bytes<'_>) -> Option<Self> {
                match bytes.u8()? {
                    $($code => {
                        $(let $inner = plimsoll_wire::journal::Canonical::take(bytes)?;)?
                        $($(let $field = plimsoll_wire::journal::Canonical::take(bytes)?;)*)?
                        Some(Self::$name $(($inner))? $({ $($field),* })?)
                    })*
                    _ => None,
                }
            }
        }
    };
}

pub(in crate::gateway) use {canonical, canonical_choice};
