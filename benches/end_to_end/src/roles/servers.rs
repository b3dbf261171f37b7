//! This crate's server, and one that only answers.

use std::io::{self, Read as _, Write as _};
use std::mem;
use std::net::TcpListener;
use std::process::ExitCode;
use std::thread;

use anyhow::Result;
use metricline::tcp::{MemoryStore, Server};

use super::stdout::print_line;

/// More than any section opens.
const MAX_CONNECTIONS: usize = 2000;

/// More than any section stores. A flood of new keys fills about 500 MB with them, and no more.
const MAX_SAMPLES: usize = 2_000_000;

/// Runs this crate's server until the parent closes the pipe.
pub fn serve() -> Result<ExitCode> {
    let store = MemoryStore::with_max_samples(MAX_SAMPLES);
    let server = Server::bind_with_store("127.0.0.1:0", store)?.max_connections(MAX_CONNECTIONS).start()?;
    print_line(server.local_addr())?;
    io::copy(&mut io::stdin(), &mut io::sink())?;
    // Whoever counts its instructions is not to count that it gives everything back.
    mem::forget(server);
    Ok(ExitCode::SUCCESS)
}

/// Answers `ok` to whatever it reads, with a blocking thread for each connection.
pub fn answer_ok() -> Result<ExitCode> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    print_line(listener.local_addr()?)?;
    for stream in listener.incoming() {
        let mut stream = stream?;
        stream.set_nodelay(true)?;
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(1..) = stream.read(&mut buffer) {
                if stream.write_all(b"ok\n\n").is_err() {
                    break;
                }
            }
        });
    }
    Ok(ExitCode::SUCCESS)
}
