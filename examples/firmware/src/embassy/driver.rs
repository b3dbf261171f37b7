//! The board's Ethernet, as embassy-net wants it: the stack sleeps until the controller's interrupt.

use core::task::Context;

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;
use cortex_m_rt::exception;
use embassy_net::driver::{self, Capabilities, Driver, HardwareAddress, LinkState};
use embassy_sync::waitqueue::AtomicWaker;

use crate::board::ethernet::{Ethernet, FRAME, Interrupt};

/// The stack's task, for the interrupt to wake.
static STACK: AtomicWaker = AtomicWaker::new();

/// The Ethernet controller, with room for a frame each way.
#[derive(Debug)]
pub struct EthernetDriver {
    ethernet: Ethernet,
    received: [u8; FRAME],
    sending: [u8; FRAME],
}

impl EthernetDriver {
    #[must_use]
    pub fn start(mut ethernet: Ethernet) -> Self {
        ethernet.start();
        // SAFETY: nothing relies on this interrupt being masked, and its handler is below.
        unsafe { NVIC::unmask(Interrupt) };
        Self { ethernet, received: [0; FRAME], sending: [0; FRAME] }
    }

    /// Whether a frame can be sent. If not, the stack asks again when other tasks had their turn: the frame before this
    /// one leaves within a millisecond, which is not worth an interrupt.
    fn can_transmit(&self, cx: &Context<'_>) -> bool {
        let can = self.ethernet.can_transmit();
        if !can {
            cx.waker().wake_by_ref();
        }
        can
    }

    fn receive_frame(&mut self, cx: &Context<'_>) -> Option<usize> {
        self.ethernet.receive(&mut self.received).or_else(|| {
            STACK.register(cx.waker());
            self.ethernet.listen();
            // One that was received in the meantime raises no interrupt.
            self.ethernet.receive(&mut self.received)
        })
    }
}

impl Driver for EthernetDriver {
    type RxToken<'a> = Received<'a>;
    type TxToken<'a> = Sending<'a>;

    /// A frame that was received, and room for its answer.
    fn receive(&mut self, cx: &mut Context<'_>) -> Option<(Received<'_>, Sending<'_>)> {
        if !self.can_transmit(cx) {
            return None;
        }
        let length = self.receive_frame(cx)?;
        let received = self.received.get_mut(..length)?;
        Some((Received(received), Sending { ethernet: &mut self.ethernet, frame: &mut self.sending }))
    }

    fn transmit(&mut self, cx: &mut Context<'_>) -> Option<Sending<'_>> {
        self.can_transmit(cx).then_some(Sending { ethernet: &mut self.ethernet, frame: &mut self.sending })
    }

    /// The emulated link is always up. On a board, ask its PHY.
    fn link_state(&mut self, _: &mut Context<'_>) -> LinkState {
        LinkState::Up
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = FRAME;
        // So that a peer does not send more at once than the controller holds.
        capabilities.max_burst_size = Some(1);
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.ethernet.address())
    }
}

/// A frame that was received.
#[derive(Debug)]
pub struct Received<'a>(&'a mut [u8]);

impl driver::RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, parse: F) -> R {
        parse(self.0)
    }
}

/// Room for a frame that is sent when it is filled.
#[derive(Debug)]
pub struct Sending<'a> {
    ethernet: &'a mut Ethernet,
    frame: &'a mut [u8; FRAME],
}

impl driver::TxToken for Sending<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, fill: F) -> R {
        // The stack keeps to `max_transmission_unit`.
        let frame = &mut self.frame[..length];
        let result = fill(frame);
        // It takes the frame, because there was no token before it could.
        self.ethernet.transmit(frame);
        result
    }
}

/// Every interrupt that has no handler of its own, which without a crate for the chip are all but the core's.
#[exception]
unsafe fn DefaultHandler(number: i16) {
    assert_eq!(u16::try_from(number), Ok(Interrupt.number()), "an interrupt that nobody asked for");
    Interrupt.silence();
    STACK.wake();
}
