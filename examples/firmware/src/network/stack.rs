//! The network stack: an Ethernet interface with a fixed address, and one TCP socket.

use core::fmt;
use core::net::SocketAddrV4;

use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet, SocketStorage};
use smoltcp::socket::tcp::{Socket, SocketBuffer};
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{EthernetAddress, Ipv4Address, Ipv4Cidr};

use super::Error;
use super::device::{Device, Frames};
use crate::board::{Ethernet, clock};

/// The ports from here up are nobody's.
const EPHEMERAL_PORTS: u16 = 0xC000;

/// The memory of a [`Network`], to be placed in a `static`.
#[derive(Debug)]
pub struct Memory {
    frames: Frames,
    sockets: [SocketStorage<'static>; 1],
    // A command and a few rows. What does not fit waits in the peer: that costs time, not data.
    unsent: [u8; 256],
    received: [u8; 1024],
}

impl Memory {
    #[expect(clippy::new_without_default, reason = "a static needs a `const fn`")]
    pub const fn new() -> Self {
        Self { frames: Frames::new(), sockets: [SocketStorage::EMPTY], unsent: [0; 256], received: [0; 1024] }
    }
}

/// The network, at work while one of its functions, or a [`Connection`](super::Connection)'s, is called. There is
/// nothing that it must do in between.
pub struct Network {
    device: Device,
    interface: Interface,
    sockets: SocketSet<'static>,
    socket: SocketHandle,
    /// Of the last connection.
    port: u16,
    now: Instant,
}

impl Network {
    /// Starts the Ethernet. What is `random` picks the first port and the sequence numbers: with the same ones as
    /// before a reset, a server could take a new connection for the one that it still knows.
    pub fn start(
        ethernet: Ethernet,
        memory: &'static mut Memory,
        address: Ipv4Cidr,
        gateway: Ipv4Address,
        random: u64,
    ) -> Self {
        let mut device = Device::start(ethernet, &mut memory.frames);
        let now = Instant::from_millis(clock::now_ms());
        let mut config = Config::new(EthernetAddress(device.address()).into());
        config.random_seed = random;
        let mut interface = Interface::new(config, &mut device, now);
        interface.update_ip_addrs(|addresses| addresses.extend([address.into()]));
        interface.routes_mut().add_default_ipv4_route(gateway).expect("an empty table has room");

        let received = SocketBuffer::new(&mut memory.received[..]);
        let mut socket = Socket::new(received, SocketBuffer::new(&mut memory.unsent[..]));
        // A command is a segment, sent at once.
        socket.set_nagle_enabled(false);
        let mut sockets = SocketSet::new(&mut memory.sockets[..]);
        let socket = sockets.add(socket);
        Self { device, interface, sockets, socket, port: random as u16 | EPHEMERAL_PORTS, now }
    }

    /// Does nothing for so long, but what the network asks for.
    pub fn pause(&mut self, duration: Duration) {
        let Err(_timed_out) = self.wait(duration, |_| None::<Result<core::convert::Infallible, _>>);
    }

    /// Asks a server for a connection, from another port than the last time.
    pub(super) fn connect(&mut self, server: SocketAddrV4) -> Result<(), Error> {
        self.port = self.port.checked_add(1).unwrap_or(EPHEMERAL_PORTS);
        let socket: &mut Socket<'_> = self.sockets.get_mut(self.socket);
        socket.connect(self.interface.context(), server, self.port).map_err(|_| Error::Address)
    }

    pub(super) fn socket(&mut self) -> &mut Socket<'static> {
        self.sockets.get_mut(self.socket)
    }

    /// Lets the network work until the socket has what is asked for.
    pub(super) fn wait<R>(
        &mut self,
        timeout: Duration,
        mut ask: impl FnMut(&mut Socket<'static>) -> Option<Result<R, Error>>,
    ) -> Result<R, Error> {
        let start = self.now();
        loop {
            self.work();
            if let Some(answer) = ask(self.socket()) {
                return answer;
            }
            // More than, because the first millisecond had begun already.
            if self.now - start > timeout {
                return Err(Error::TimedOut);
            }
            clock::idle();
        }
    }

    /// Receives what there is, and sends what is due.
    pub(super) fn work(&mut self) {
        let now = self.now();
        self.interface.poll(now, &mut self.device, &mut self.sockets);
    }

    /// The stack's time, which unlike the clock's does not wrap.
    fn now(&mut self) -> Instant {
        let elapsed_ms = clock::now_ms().wrapping_sub(self.now.total_millis() as u32);
        self.now += Duration::from_millis(elapsed_ms.into());
        self.now
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").field("port", &self.port).field("now", &self.now).finish_non_exhaustive()
    }
}
