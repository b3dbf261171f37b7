//! The board's Ethernet, as smoltcp wants it.

use smoltcp::phy::{self, DeviceCapabilities, Medium};
use smoltcp::time::Instant;

use crate::board::ethernet::{Ethernet, FRAME};

/// Room for a frame each way: one is answered while it is read.
#[derive(Debug)]
pub struct Frames {
    received: [u8; FRAME],
    sent: [u8; FRAME],
}

impl Frames {
    pub const fn new() -> Self {
        Self { received: [0; FRAME], sent: [0; FRAME] }
    }
}

#[derive(Debug)]
pub struct Device {
    ethernet: Ethernet,
    frames: &'static mut Frames,
}

impl Device {
    pub fn start(mut ethernet: Ethernet, frames: &'static mut Frames) -> Self {
        ethernet.start();
        Self { ethernet, frames }
    }

    pub fn address(&self) -> [u8; 6] {
        self.ethernet.address()
    }
}

impl phy::Device for Device {
    type RxToken<'a> = Received<'a>;
    type TxToken<'a> = ToSend<'a>;

    fn receive(&mut self, _: Instant) -> Option<(Received<'_>, ToSend<'_>)> {
        // A frame stays in the controller until it can be answered.
        if !self.ethernet.can_transmit() {
            return None;
        }
        let length = self.ethernet.receive(&mut self.frames.received)?;
        let received = self.frames.received.get(..length)?;
        Some((Received(received), ToSend { ethernet: &mut self.ethernet, buffer: &mut self.frames.sent }))
    }

    fn transmit(&mut self, _: Instant) -> Option<ToSend<'_>> {
        let ready = self.ethernet.can_transmit();
        ready.then_some(ToSend { ethernet: &mut self.ethernet, buffer: &mut self.frames.sent })
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = Medium::Ethernet;
        capabilities.max_transmission_unit = FRAME;
        // So that a peer does not send more at once than the controller holds.
        capabilities.max_burst_size = Some(1);
        capabilities
    }
}

#[derive(Debug)]
pub struct Received<'a>(&'a [u8]);

impl phy::RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, read: F) -> R {
        read(self.0)
    }
}

#[derive(Debug)]
pub struct ToSend<'a> {
    ethernet: &'a mut Ethernet,
    buffer: &'a mut [u8; FRAME],
}

impl phy::TxToken for ToSend<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, write: F) -> R {
        let frame = &mut self.buffer[..length];
        let result = write(frame);
        // It takes the frame, because there was no token before it could.
        self.ethernet.transmit(frame);
        result
    }
}
