//! Asking the processor to fetch a cache line that will soon be read.
//!
//! Proof for the `unsafe` here: the one operation is a prefetch hint, which the architecture defines to have no effect
//! on program state and never to fault, whatever the address; the address is taken from a live reference besides.
#![allow(unsafe_code)]

/// Hints that `place` will be read soon.
#[inline]
pub fn prefetch<T>(place: &T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: see the proof at the top of this file.
    unsafe {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(place).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}
