//! How far the machine's clock may be from UTC, as the kernel tells: what RTS 25 wants recorded beside the orders.

use plimsoll_wire::journal::ClockState;

/// Asks the kernel. The answer is only as good as whatever disciplines the clock (chrony, PTP): the same machine cannot
/// prove its own time. Where nothing is known the error has no bound.
#[must_use]
pub fn clock_state() -> ClockState {
    asked().unwrap_or_else(|reason| ClockState {
        offset_ns: 0,
        max_error_ns: i64::MAX,
        source: reason,
        synchronised: false,
    })
}

#[cfg(target_os = "linux")]
#[allow(unsafe_code, clippy::useless_conversion)] // the integers of `timex` have 32 bits on some machines
fn asked() -> Result<ClockState, String> {
    // SAFETY: `timex` is a C structure of integers, for which zeros are values.
    let mut told: libc::timex = unsafe { std::mem::zeroed() };
    // SAFETY: `told` is a valid `timex` that outlives the call; with `modes` zero the kernel only writes into it.
    let state = unsafe { libc::adjtimex(&raw mut told) };
    if state < 0 {
        return Err(format!("adjtimex: {}", std::io::Error::last_os_error()));
    }
    let nanos_each = if told.status & libc::STA_NANO == 0 { 1_000 } else { 1 };
    Ok(ClockState {
        offset_ns: i64::from(told.offset).saturating_mul(nanos_each),
        max_error_ns: i64::from(told.maxerror).saturating_mul(1_000),
        source: "adjtimex".to_owned(),
        synchronised: told.status & libc::STA_UNSYNC == 0 && state != libc::TIME_ERROR,
    })
}

#[cfg(not(target_os = "linux"))]
fn asked() -> Result<ClockState, String> {
    Err("this system does not tell how far its clock is from UTC".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_the_kernel_tells_or_the_error_has_no_bound() {
        let state = clock_state();
        assert!(!state.source.is_empty());
        if state.source == "adjtimex" {
            assert!(state.max_error_ns >= 0, "{state:?}");
        } else {
            assert_eq!((state.max_error_ns, state.synchronised), (i64::MAX, false));
        }
    }
}
