//! The gateway's threads: `orders` owns the order path and its socket, `control` the kill switch's, `publisher` the rest.

mod control_thread;
mod orders;
mod publisher;
mod running;
mod seam;

pub use running::{Gateway, GatewayParts, GatewayPorts, StatusPort};
pub use seam::{Advanced, DeskStanding, OrderDesk, OrdersPort};
