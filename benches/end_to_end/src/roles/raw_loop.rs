//! The least that a server of many connections does on one thread: almost all of its CPU time is the kernel's.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::Result;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

use super::stdout::print_line;

/// Connections have the tokens of their places, counted from 0.
const LISTENER: Token = Token(usize::MAX);

/// Answers `ok` to whatever it reads.
pub fn answer_ok() -> Result<ExitCode> {
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    print_line(listener.local_addr()?)?;
    let mut streams: Vec<TcpStream> = Vec::new();
    let mut events = Events::with_capacity(256);
    let mut buffer = [0; 4096];
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                accept(&poll, &listener, &mut streams)?;
            } else if let Some(stream) = streams.get_mut(event.token().0) {
                // Clients that have gone or failed are ignored: all of them end together.
                if let Ok(1..) = stream.read(&mut buffer) {
                    let _ = stream.write(b"ok\n\n");
                }
            }
        }
    }
}

/// Accepts every waiting client: no event reports the same ones twice.
fn accept(poll: &Poll, listener: &TcpListener, streams: &mut Vec<TcpStream>) -> Result<()> {
    loop {
        let mut stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        stream.set_nodelay(true)?;
        poll.registry().register(&mut stream, Token(streams.len()), Interest::READABLE)?;
        streams.push(stream);
    }
}
