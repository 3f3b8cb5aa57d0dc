//! What one thread of this process has used of the processors, so that a plugin is not blamed for what others do.

/// Nanoseconds on a processor, and nanoseconds ready to run without one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ThreadUse {
    pub(super) ran_ns: i64,
    pub(super) queued_ns: i64,
}

impl ThreadUse {
    /// What came after `before`.
    pub(super) fn since(self, before: Self) -> Self {
        Self { ran_ns: self.ran_ns - before.ran_ns, queued_ns: self.queued_ns - before.queued_ns }
    }
}

/// The calling thread's number; zero where the system has none that [`thread_use`] could be asked about.
pub(super) fn thread_id() -> i32 {
    #[cfg(target_os = "linux")]
    return rustix::thread::gettid().as_raw_nonzero().get();
    #[cfg(not(target_os = "linux"))]
    0
}

/// What a thread has used; `None` where the system does not tell.
pub(super) fn thread_use(thread: i32) -> Option<ThreadUse> {
    if thread == 0 {
        return None;
    }
    let text = std::fs::read_to_string(format!("/proc/self/task/{thread}/schedstat")).ok()?;
    let mut fields = text.split_ascii_whitespace().map(str::parse);
    let (ran_ns, queued_ns) = (fields.next()?.ok()?, fields.next()?.ok()?);
    (ran_ns > 0).then_some(ThreadUse { ran_ns, queued_ns }) // kernels without the account say zero
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn a_thread_that_sleeps_uses_little_and_one_that_spins_uses_much() {
        let Some(before) = thread_use(thread_id()) else { return };
        std::thread::sleep(Duration::from_millis(30));
        let Some(slept) = thread_use(thread_id()) else { return };
        let until = Instant::now() + Duration::from_millis(30);
        while Instant::now() < until {}
        let Some(spun) = thread_use(thread_id()) else { return };
        assert!(slept.since(before).ran_ns < spun.since(slept).ran_ns);
    }
}
