//! The transport: a server in memory, as a device with registers would show it.

use core::fmt;
use core::hint::black_box;
use core::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering::Relaxed};

use metricline::embedded_io::{self, ErrorKind, ErrorType, Read, Write};

/// The peer's registers and memory. [`device`] hides from the compiler that nothing but this program writes to them.
pub(crate) struct Device {
    fails: AtomicBool,
    /// How many bytes there are in a read, at most.
    piece: AtomicUsize,
    pub(crate) put_response: Text<32>,
    pub(crate) get_response: Text<4096>,
    /// The last line written, and whether to keep it.
    #[cfg(feature = "count")]
    pub(crate) line: Text<128>,
    #[cfg(feature = "count")]
    keeps_line: AtomicBool,
    /// Which response is being sent, and from where on.
    gets: AtomicBool,
    at: AtomicUsize,
}

/// Text in the peer's memory.
pub(crate) struct Text<const N: usize> {
    bytes: [AtomicU8; N],
    len: AtomicUsize,
}

impl<const N: usize> Text<N> {
    const fn new() -> Self {
        Self { bytes: [const { AtomicU8::new(0) }; N], len: AtomicUsize::new(0) }
    }

    #[cfg(feature = "count")]
    pub(crate) fn set(&self, bytes: impl IntoIterator<Item = u8>) {
        let mut len = 0;
        for byte in bytes {
            self.bytes[len].store(byte, Relaxed);
            len += 1;
        }
        self.len.store(len, Relaxed);
    }

    #[cfg(feature = "count")]
    pub(crate) fn bytes(&self) -> impl Iterator<Item = u8> {
        self.rest(0).iter().map(|byte| byte.load(Relaxed))
    }

    fn rest(&self, at: usize) -> &[AtomicU8] {
        self.bytes.get(at..self.len.load(Relaxed)).unwrap_or_default()
    }
}

impl Device {
    #[cfg(feature = "count")]
    pub(crate) fn set_piece(&self, bytes: usize) {
        self.piece.store(bytes, Relaxed);
    }

    #[cfg(feature = "count")]
    pub(crate) fn set_keeps_line(&self, keeps: bool) {
        self.keeps_line.store(keeps, Relaxed);
    }

    fn check(&self) -> Result<(), LineError> {
        if self.fails.load(Relaxed) { Err(LineError) } else { Ok(()) }
    }

    fn rest(&self) -> &[AtomicU8] {
        let at = self.at.load(Relaxed);
        if self.gets.load(Relaxed) { self.get_response.rest(at) } else { self.put_response.rest(at) }
    }
}

static DEVICE: Device = Device {
    fails: AtomicBool::new(false),
    piece: AtomicUsize::new(0),
    put_response: Text::new(),
    get_response: Text::new(),
    #[cfg(feature = "count")]
    line: Text::new(),
    #[cfg(feature = "count")]
    keeps_line: AtomicBool::new(false),
    gets: AtomicBool::new(false),
    at: AtomicUsize::new(0),
};

/// The device, hidden from the optimizer.
pub(crate) fn device() -> &'static Device {
    black_box(&DEVICE)
}

/// A connection to the device, which answers each line with the response for it.
///
/// Its methods are never inlined, so that they are the same code in every program, and what they cost can be taken off.
#[derive(Debug)]
pub struct Peer;

impl Peer {
    /// How long the response is, for a program that does not see where it ends. Where nothing is counted one read will
    /// do: so little is to be around the transport that it can be taken for all there is.
    #[must_use]
    pub fn response_len(&self) -> usize {
        #[cfg(feature = "count")]
        return device().rest().len();
        #[cfg(not(feature = "count"))]
        return 0;
    }
}

impl ErrorType for Peer {
    type Error = LineError;
}

impl Read for Peer {
    #[inline(never)]
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, LineError> {
        let device = device();
        device.check()?;
        let mut n = 0;
        for (to, from) in buf.iter_mut().zip(device.rest()).take(device.piece.load(Relaxed)) {
            *to = from.load(Relaxed);
            n += 1;
        }
        device.at.store(device.at.load(Relaxed).wrapping_add(n), Relaxed);
        Ok(n)
    }
}

impl Write for Peer {
    /// Takes the line whole, in the same time however long it is.
    #[inline(never)]
    fn write(&mut self, buf: &[u8]) -> Result<usize, LineError> {
        let device = device();
        device.check()?;
        let line = black_box(buf);
        device.gets.store(line.first() == Some(&b'g'), Relaxed);
        device.at.store(0, Relaxed);
        #[cfg(feature = "count")]
        if device.keeps_line.load(Relaxed) {
            device.line.set(line.iter().copied());
        }
        Ok(line.len())
    }

    #[inline(never)]
    fn flush(&mut self) -> Result<(), LineError> {
        device().check()
    }
}

/// The device failed.
#[derive(Clone, Copy, Debug)]
pub struct LineError;

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the device failed")
    }
}

impl core::error::Error for LineError {}

impl embedded_io::Error for LineError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}
