//! Reports readings over TCP: `tcp [SERVER [TIMEOUT_MS [ATTEMPTS]]]`, the server as `ADDRESS:PORT`.
//!
//! When the server closes or resets the connection, refuses one or falls silent, the program connects again and goes on
//! with the reading that was not acknowledged. After ATTEMPTS failures without a reading acknowledged in between, it
//! gives up. The statuses are those of `uart`, and one more.

#![no_std]
#![no_main]

use core::net::SocketAddrV4;

use cortex_m_rt::entry;
use metricline::link::LinkError;
use metricline::{Client, Error};
use metricline_firmware::backoff::{Backoff, Settings};
use metricline_firmware::board::arguments::Arguments;
use metricline_firmware::board::exit::{SUCCESS, exit};
use metricline_firmware::board::{Board, random};
use metricline_firmware::network::{self, Buffers, Connection, Duration, Ipv4Address, Ipv4Cidr, Network, Sockets};
use metricline_firmware::readings::{Failure, Report};
use semihosting::println;

// The emulator's network: the gateway is the host, and its port 8888 there is 8888 of the host's loopback interface.
const ADDRESS: Ipv4Cidr = Ipv4Cidr::new(Ipv4Address::new(10, 0, 2, 15), 24);
const GATEWAY: Ipv4Address = Ipv4Address::new(10, 0, 2, 2);
const SERVER: SocketAddrV4 = SocketAddrV4::new(GATEWAY, 8888);

#[entry]
fn main() -> ! {
    static mut BUFFERS: Buffers = Buffers::new();
    static mut SOCKETS: Sockets = network::NO_SOCKETS;

    let board = Board::take().expect("nobody has taken the board before");
    let arguments = Arguments::new("tcp [SERVER [TIMEOUT_MS [ATTEMPTS]]]");
    let server = arguments.parse(0).unwrap_or(SERVER);
    let timeout_ms = arguments.parse(1).unwrap_or(5000);
    let attempts = arguments.parse(2).unwrap_or(10);

    let random = random::bits();
    let mut network = Network::start(board.ethernet, BUFFERS, SOCKETS, ADDRESS, GATEWAY, random);
    let settings = Settings { attempts, first_delay_ms: 100, longest_delay_ms: 30_000 };
    let mut backoff = Backoff::new(settings, random);
    let mut report = Report::default();
    loop {
        let before = report;
        let error = match converse(&mut network, server, Duration::from_millis(timeout_ms), &mut report) {
            Ok(Ok(())) => exit(SUCCESS),
            Ok(Err(failure)) => end(failure),
            Err(error) => error,
        };
        let Some(reason) = lost(&error) else { end(error.into()) };

        if report != before {
            backoff.reset();
        }
        let Some(delay_ms) = backoff.next_ms() else {
            println!("{reason}, giving up");
            end(if Failure::from(error) == Failure::Silence { Failure::Silence } else { Failure::Lost })
        };
        println!("{reason}, trying again in {delay_ms} ms");
        network.pause(Duration::from_millis(delay_ms.into()));
    }
}

/// Goes on with the report over a new connection. It has a client of its own: nothing is owed over it yet.
fn converse(
    network: &mut Network,
    server: SocketAddrV4,
    timeout: Duration,
    report: &mut Report,
) -> Result<Result<(), Failure>, Error<network::Error>> {
    let connection = Connection::open(network, server, timeout).map_err(Error::Transport)?;
    println!("connected");
    let mut client = Client::new(connection);
    while report.put_next(&mut client)? {}
    println!("the server has taken the readings");
    loop {
        match report.verify_next(&mut client)? {
            Ok(true) => {}
            Ok(false) => break,
            Err(failure) => return Ok(Err(failure)),
        }
    }
    println!("the server has the same readings");
    // The report is done. How the connection ends does not matter any more.
    let _ = client.into_transport().close();
    Ok(Ok(()))
}

/// How the server was lost, where another connection may mend it.
fn lost(error: &Error<network::Error>) -> Option<&'static str> {
    match error {
        Error::Link(LinkError::Closed) | Error::Transport(network::Error::Closed) => Some("closed"),
        Error::Transport(network::Error::Refused) => Some("refused"),
        Error::Transport(network::Error::Reset) => Some("reset"),
        Error::Transport(network::Error::TimedOut) => Some("silence"),
        _ => None,
    }
}

fn end(failure: Failure) -> ! {
    println!("{failure:?}");
    exit(failure as u8)
}
