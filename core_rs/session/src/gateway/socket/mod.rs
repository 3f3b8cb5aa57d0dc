//! Sockets of the gateway and of its clients: ZeroMQ over ipc and tcp, owned and polled by the thread that uses them.

mod endpoint;
mod hub;
mod run_folder;
mod stream;
mod waker;

pub use endpoint::{Endpoint, EndpointError};
pub use hub::{Happened, Hub, HubLimits};
pub use run_folder::{RunFolder, RunFolderError};
pub use stream::Stream;
pub use waker::Waker;
