//! Thread `control`: the kill switch's socket, its own from the first byte to the closed gate.

use super::running::Shared;
use crate::gateway::clock;
use crate::gateway::control::{ControlDoor, Supervisor};
use crate::gateway::socket::{Happened, Hub};
use std::sync::Arc;
use std::time::Duration;

const LONGEST_WAIT: Duration = Duration::from_millis(100);

/// Time between two ticks of the supervisor.
const TICK_NS: i64 = 100_000_000;

/// The thread's state.
pub(super) struct ControlThread {
    pub(super) hub: Hub,
    pub(super) door: ControlDoor,
    pub(super) supervisor: Box<dyn Supervisor>,
    pub(super) shared: Arc<Shared>,
}

impl ControlThread {
    /// Runs until told to stop.
    pub(super) fn run(mut self) {
        let mut ticked_ns = 0;
        while !self.shared.is_stopping() {
            let (mut answers, mut strangers) = (Vec::new(), Vec::new());
            let (door, supervisor) = (&mut self.door, &mut self.supervisor);
            let outcome = self.hub.wait(LONGEST_WAIT, &mut |happened| {
                if let Happened::Message(peer, bytes) = happened {
                    match door.open(bytes, clock::mono_ns()) {
                        Ok((number, request)) => {
                            let reply = supervisor.handle(clock::now().utc_ns, request);
                            answers.push((peer, door.seal_reply(&reply, number, clock::mono_ns())));
                        }
                        // Nothing is answered to whoever does not hold the key, and nothing more is taken from them.
                        Err(_) => strangers.push(peer),
                    }
                }
            });
            if let Err(error) = outcome {
                return self.shared.stop(&format!("the control socket: {error}"));
            }
            self.shared.refused_controls(strangers.len() as u64);
            strangers.into_iter().for_each(|peer| self.hub.close(peer));
            answers.iter().for_each(|(peer, answer)| self.hub.send(*peer, answer));
            self.hub.flush();
            if clock::mono_ns() - ticked_ns >= TICK_NS {
                ticked_ns = clock::mono_ns();
                self.supervisor.tick(clock::now().utc_ns);
            }
        }
    }
}
