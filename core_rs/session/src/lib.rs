//! Files, threads, sockets and the machine's clock.
