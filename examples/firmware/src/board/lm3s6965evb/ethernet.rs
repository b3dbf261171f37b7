//! The Ethernet controller, frame by frame, for whatever network stack comes on top. It is polled; a stack that would
//! rather sleep than ask has its interrupt.

use cortex_m::interrupt::InterruptNumber;

use crate::board::registers::Registers;

const BASE: usize = 0x4004_8000;
const INTERRUPTS: usize = 0x00;
const INTERRUPT_MASK: usize = 0x04;
const RECEIVE_CONTROL: usize = 0x08;
const TRANSMIT_CONTROL: usize = 0x0C;
const DATA: usize = 0x10;
const ADDRESS_LOW: usize = 0x14;
const ADDRESS_HIGH: usize = 0x18;
const FRAMES_WAITING: usize = 0x34;
const TRANSMISSION: usize = 0x38;

const FRAME_RECEIVED: u32 = 1;
const TRANSMITTING: u32 = 1;

/// Two addresses, a type.
const HEADER: usize = 14;

/// The longest frame, without the checksum that the controller adds and takes away.
pub const FRAME: usize = HEADER + 1500;

const SYSTEM_CONTROL: usize = 0x400F_E000;
/// The chip's own address, in words of three bytes.
const USER_REGISTERS: [usize; 2] = [0x1E0, 0x1E4];

/// The Ethernet controller. There is one, in [`Board`](crate::board::Board).
#[derive(Debug)]
pub struct Ethernet(Registers);

impl Ethernet {
    /// # Safety
    ///
    /// Called once: there is no other that uses the controller.
    pub(in crate::board) const unsafe fn new() -> Self {
        // SAFETY: the controller is there, above are its registers, and nobody else uses it, as was promised, but for
        // `Interrupt`, which writes one of them as a whole.
        Self(unsafe { Registers::at(BASE) })
    }

    /// Receives and transmits from here on.
    ///
    /// The emulated controller needs neither its clock nor its pins nor a link. The chip does: set them here.
    pub fn start(&mut self) {
        const EVERY_INTERRUPT: u32 = 0x7F;
        const EMPTY_FIFO: u32 = 1 << 4;
        const REJECT_BAD_CHECKSUM: u32 = 1 << 3;
        const DUPLEX_CHECKSUM_PADDING: u32 = 1 << 4 | 1 << 2 | 1 << 1;
        const ENABLE: u32 = 1;
        let [a, b, c, d, e, f] = self.address();
        self.0.write(ADDRESS_LOW, u32::from_le_bytes([a, b, c, d]));
        self.0.write(ADDRESS_HIGH, u32::from_le_bytes([e, f, 0, 0]));
        self.0.write(INTERRUPT_MASK, 0);
        self.0.write(INTERRUPTS, EVERY_INTERRUPT);
        self.0.write(RECEIVE_CONTROL, EMPTY_FIFO);
        self.0.write(TRANSMIT_CONTROL, DUPLEX_CHECKSUM_PADDING | ENABLE);
        self.0.write(RECEIVE_CONTROL, REJECT_BAD_CHECKSUM | ENABLE);
    }

    /// The address that the chip was given when it was made.
    #[must_use]
    pub fn address(&self) -> [u8; 6] {
        // SAFETY: the registers are there, and nobody writes them.
        let system_control = unsafe { Registers::at(SYSTEM_CONTROL) };
        let [[a, b, c, _], [d, e, f, _]] = USER_REGISTERS.map(|offset| system_control.read(offset).to_le_bytes());
        [a, b, c, d, e, f]
    }

    /// Takes the next frame, if one was received, and returns its length. One that is longer than `frame` is dropped.
    pub fn receive(&mut self, frame: &mut [u8]) -> Option<usize> {
        const WAITING: u32 = 0x3F;
        const LENGTH_AND_CHECKSUM: usize = 2 + 4;
        while self.0.any(FRAMES_WAITING, WAITING) {
            // The length of all that there is to read, itself included; the frame follows at once, then its checksum.
            let [low, high, first, second] = self.0.read(DATA).to_le_bytes();
            let all = usize::from(u16::from_le_bytes([low, high]));
            let words = (1..all.div_ceil(4)).flat_map(|_| self.0.read(DATA).to_le_bytes());
            let mut bytes = [first, second].into_iter().chain(words);

            let length = all.saturating_sub(LENGTH_AND_CHECKSUM);
            let fits = length <= frame.len();
            for (to, byte) in frame.iter_mut().take(length).zip(&mut bytes) {
                *to = byte;
            }
            // A frame leaves the FIFO when its last word is read.
            bytes.for_each(drop);
            if fits {
                return Some(length);
            }
        }
        None
    }

    /// Whether a frame can be transmitted, because the one before has left.
    #[must_use]
    pub fn can_transmit(&self) -> bool {
        !self.0.any(TRANSMISSION, TRANSMITTING)
    }

    /// Transmits a frame. Returns whether it did: not while [`can_transmit`](Self::can_transmit) says no, and not what
    /// is shorter than a header or longer than [`FRAME`].
    pub fn transmit(&mut self, frame: &[u8]) -> bool {
        let (Some((&[first, second], rest)), Some(payload @ 0..=1500)) =
            (frame.split_first_chunk(), frame.len().checked_sub(HEADER))
        else {
            return false;
        };
        if !self.can_transmit() {
            return false;
        }
        // The length of the payload, and the frame.
        let [low, high, ..] = payload.to_le_bytes();
        self.0.write(DATA, u32::from_le_bytes([low, high, first, second]));
        for bytes in rest.chunks(4) {
            let mut word = [0; 4];
            for (to, &byte) in word.iter_mut().zip(bytes) {
                *to = byte;
            }
            self.0.write(DATA, u32::from_le_bytes(word));
        }
        self.0.write(TRANSMISSION, TRANSMITTING);
        true
    }

    /// Asks for an [`Interrupt`] when the next frame is received.
    ///
    /// One that was received before this raises none: call [`receive`](Self::receive) once more before going to sleep.
    pub fn listen(&mut self) {
        self.0.write(INTERRUPTS, FRAME_RECEIVED);
        self.0.write(INTERRUPT_MASK, FRAME_RECEIVED);
    }
}

/// The controller's interrupt, to be unmasked in the NVIC. Without [`Ethernet::listen`] it does not come.
#[derive(Clone, Copy, Debug)]
pub struct Interrupt;

impl Interrupt {
    /// Ends the interrupt, for its handler to return, until [`Ethernet::listen`] asks for the next one.
    pub fn silence(self) {
        // SAFETY: it uses the mask alone, which is only ever written as a whole.
        let mut registers = unsafe { Registers::at(BASE) };
        registers.write(INTERRUPT_MASK, 0);
    }
}

// SAFETY: it is the controller's number in the chip's vector table.
unsafe impl InterruptNumber for Interrupt {
    fn number(self) -> u16 {
        42
    }
}
