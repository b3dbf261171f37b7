//! A peer that follows a script: the client must do exactly these reads and writes, in this order.

use metricline::embedded_io::{ErrorKind, ErrorType, Read, Write};
use std::collections::VecDeque;

use super::conversation::Cut;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The client writes these bytes, in one write.
    Takes(Vec<u8>),
    /// The client reads these bytes: the required ones before it does anything else, the others whenever it reads next.
    Gives { bytes: Vec<u8>, required: usize },
    /// A read times out.
    TimesOut,
    /// A read finds the end of the stream.
    Closes,
}

#[derive(Debug)]
pub struct Script {
    steps: VecDeque<Step>,
}

impl Script {
    pub fn new(steps: &[Step], cut: Cut) -> Self {
        let mut offset = 0;
        let mut cut_steps = VecDeque::new();
        for step in steps {
            match step {
                Step::Gives { bytes, required } => {
                    let mut required = *required;
                    for piece in cut.pieces(bytes, offset) {
                        offset += piece.len();
                        let of_piece = required.min(piece.len());
                        required -= of_piece;
                        cut_steps.push_back(Step::Gives { bytes: piece, required: of_piece });
                    }
                }
                step => cut_steps.push_back(step.clone()),
            }
        }
        Self { steps: cut_steps }
    }

    /// Drops what the client may leave unread.
    pub fn discard_unread(&mut self) {
        while let Some(Step::Gives { required: 0, .. }) = self.steps.front() {
            self.steps.pop_front();
        }
    }

    /// Panics if the client has not done all that the script says.
    pub fn finish(mut self) {
        self.discard_unread();
        assert!(self.steps.is_empty(), "the client left out {:?}", self.steps);
    }
}

impl ErrorType for Script {
    type Error = ErrorKind;
}

impl Read for Script {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        match self.steps.pop_front() {
            Some(Step::Gives { mut bytes, required }) => {
                let n = bytes.len().min(buf.len());
                buf[..n].copy_from_slice(&bytes[..n]);
                bytes.drain(..n);
                if !bytes.is_empty() {
                    self.steps.push_front(Step::Gives { bytes, required: required.saturating_sub(n) });
                }
                Ok(n)
            }
            Some(Step::TimesOut) => Err(ErrorKind::TimedOut),
            Some(Step::Closes) => Ok(0),
            step => panic!("the client reads, but next in the script is {step:?}"),
        }
    }
}

impl Write for Script {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        // What the client may leave unread stays to be read.
        let unread = self.steps.iter().take_while(|step| matches!(step, Step::Gives { required: 0, .. })).count();
        match self.steps.remove(unread) {
            Some(Step::Takes(bytes)) if bytes == buf => Ok(buf.len()),
            step => panic!("the client writes {:?}, but next in the script is {step:?}", String::from_utf8_lossy(buf)),
        }
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
