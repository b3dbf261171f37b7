//! A relay between the firmware and its server.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use metricline::tcp::{Running as Server, Totals};
use socket2::SockRef;

use crate::peers::{accept, listen, start_server, stop_with_the_readings, try_accept};
use crate::support::running::{Running, wait_for};

/// A server that the firmware reaches through relays, at an address of theirs.
pub struct RelayedServer {
    server: Server,
    listener: TcpListener,
    pub address: SocketAddr,
}

impl RelayedServer {
    pub fn start() -> Self {
        let (listener, address) = listen();
        Self { server: start_server(), listener, address }
    }

    /// The firmware's next connection.
    #[track_caller]
    pub fn accept(&self) -> Relay {
        Relay::new(accept(&self.listener), self.server.local_addr())
    }

    /// Serves every connection of the firmware until it has ended.
    pub fn serve_all(&self, firmware: &mut Running) {
        let mut next = || {
            wait_for("a connection, or the end", || match try_accept(&self.listener) {
                Some(stream) => Some(Some(stream)),
                None => firmware.ended().map(|_| None),
            })
        };
        while let Some(stream) = next() {
            Relay::new(stream, self.server.local_addr()).serve();
        }
    }

    #[track_caller]
    pub fn stop_with_the_readings(self) -> Totals {
        stop_with_the_readings(self.server)
    }
}

/// A connection of the firmware: a server answers its commands, and the test comes in between.
pub struct Relay {
    pub firmware: BufReader<TcpStream>,
    server: BufReader<TcpStream>,
}

impl Relay {
    fn new(firmware: TcpStream, server: SocketAddr) -> Self {
        let server = TcpStream::connect(server).unwrap();
        Self { firmware: BufReader::new(firmware), server: BufReader::new(server) }
    }

    /// The firmware's next command: empty if it has closed the connection.
    pub fn command(&mut self) -> io::Result<String> {
        let mut command = String::new();
        self.firmware.read_line(&mut command)?;
        Ok(command)
    }

    #[track_caller]
    pub fn expect(&mut self, command: &str) {
        assert_eq!(self.command().unwrap(), command);
    }

    /// Has the server carry out a command, and returns its response.
    pub fn response(&mut self, command: &str) -> String {
        self.server.get_mut().write_all(command.as_bytes()).unwrap();
        let mut response = String::new();
        while !response.ends_with("\n\n") {
            assert_ne!(self.server.read_line(&mut response).unwrap(), 0);
        }
        response
    }

    pub fn answer(&mut self, text: &str) {
        self.firmware.get_mut().write_all(text.as_bytes()).unwrap();
    }

    /// Lets the firmware have a command carried out.
    #[track_caller]
    pub fn exchange(&mut self, command: &str) {
        self.expect(command);
        let response = self.response(command);
        self.answer(&response);
    }

    /// Lets the firmware talk to the server until it closes the connection, or loses patience.
    pub fn serve(mut self) {
        while let Some(command) = self.command().ok().filter(|command| !command.is_empty()) {
            let response = self.response(&command);
            if self.firmware.get_mut().write_all(response.as_bytes()).is_err() {
                break;
            }
        }
    }

    /// Lets the firmware talk to the server until it closes the connection. Each response is held back until `wait`,
    /// which is given the number of its command, has returned.
    pub fn hold_back(mut self, wait: impl Fn(usize)) {
        for number in 0.. {
            let command = self.command().unwrap();
            if command.is_empty() {
                break;
            }
            let response = self.response(&command);
            wait(number);
            self.answer(&response);
        }
    }

    /// Waits until the firmware has ended the connection.
    #[track_caller]
    pub fn is_left(&mut self) {
        if let Err(error) = self.firmware.read_to_end(&mut Vec::new()) {
            // The firmware may end it with a reset.
            assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        }
    }

    /// Closes this side, and waits until the firmware has left too. It may have sent something before it noticed: if
    /// that were not read, the connection would be reset.
    #[track_caller]
    pub fn close(mut self) {
        self.firmware.get_ref().shutdown(Shutdown::Write).unwrap();
        self.is_left();
    }

    pub fn reset(self) {
        SockRef::from(self.firmware.get_ref()).set_linger(Some(Duration::ZERO)).unwrap();
    }
}
