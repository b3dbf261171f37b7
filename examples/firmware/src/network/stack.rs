//! The network stack: an Ethernet interface with a fixed address, and one TCP socket.

use core::fmt;
use core::net::SocketAddrV4;

use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet, SocketStorage};
use smoltcp::socket::tcp::{ConnectError, Socket, SocketBuffer};
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{EthernetAddress, Ipv4Address, Ipv4Cidr};

use super::device::{Device, Frames};
use super::error::Error;
use crate::board::clock;
use crate::board::ethernet::Ethernet;

/// The first of the ports that clients may take.
const EPHEMERAL_PORTS: u16 = 0xC000;

/// The buffers of a [`Network`], to be placed in a `static`.
#[derive(Debug)]
pub struct Buffers {
    frames: Frames,
    // A command and a few rows. What does not fit waits in the peer: that costs time, not data.
    unsent: [u8; 256],
    received: [u8; 1024],
}

impl Buffers {
    #[expect(clippy::new_without_default, reason = "a static needs a `const fn`")]
    pub const fn new() -> Self {
        Self { frames: Frames::new(), unsent: [0; 256], received: [0; 1024] }
    }
}

/// The socket of a [`Network`], to be placed in a `static` of its own: it does not start as zeros, and together with
/// the buffers would have them written to the flash too.
pub type Sockets = [SocketStorage<'static>; 1];

/// What [`Sockets`] start as.
pub const NO_SOCKETS: Sockets = [SocketStorage::EMPTY];

/// The network. It is at work while one of its functions, or a [`Connection`](super::Connection)'s, is called; what
/// comes in between waits, as far as the Ethernet has room for it.
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
        buffers: &'static mut Buffers,
        sockets: &'static mut Sockets,
        address: Ipv4Cidr,
        gateway: Ipv4Address,
        random: u64,
    ) -> Self {
        let mut device = Device::start(ethernet, &mut buffers.frames);
        let now = Instant::from_millis(clock::now_ms());
        let mut config = Config::new(EthernetAddress(device.address()).into());
        config.random_seed = random;
        let mut interface = Interface::new(config, &mut device, now);
        interface.update_ip_addrs(|addresses| addresses.extend([address.into()]));
        interface.routes_mut().add_default_ipv4_route(gateway).expect("an empty table has room");

        let received = SocketBuffer::new(&mut buffers.received[..]);
        let mut socket = Socket::new(received, SocketBuffer::new(&mut buffers.unsent[..]));
        // A command is a segment, sent at once.
        socket.set_nagle_enabled(false);
        let mut sockets = SocketSet::new(&mut sockets[..]);
        let socket = sockets.add(socket);
        Self { device, interface, sockets, socket, port: random as u16 | EPHEMERAL_PORTS, now }
    }

    /// Waits for so long, and does only what the network asks for.
    pub fn pause(&mut self, duration: Duration) {
        // Nothing is waited for, so it always times out.
        let _ = self.wait(duration, |_| None::<Result<(), Error>>);
    }

    /// Asks a server for a connection, from another port than the last time.
    pub(super) fn connect(&mut self, server: SocketAddrV4) -> Result<(), Error> {
        self.port = self.port.checked_add(1).unwrap_or(EPHEMERAL_PORTS);
        let socket: &mut Socket<'_> = self.sockets.get_mut(self.socket);
        socket.connect(self.interface.context(), server, self.port).map_err(|error| match error {
            ConnectError::InvalidState => Error::InUse,
            ConnectError::Unaddressable => Error::Address,
        })
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
