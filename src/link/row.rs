//! The rows of a response, as they lie in the buffer.

use super::{Input, Link, Spent};
use crate::util::bytes::within;
use crate::wire::{Fields, Row, RowError};

impl<const N: usize> Link<N> {
    /// Goes on to the next row, if that needs no more than a look at it.
    #[inline(always)]
    pub(crate) fn row_ahead(&mut self) -> Option<Fields> {
        // While rows are received, nothing is unsent. What follows a part that was discarded is no row.
        if self.lost || self.input != Input::Row {
            return None;
        }
        let scanned = self.line.wrapping_add(self.scanned);
        // A row that comes byte by byte is not to be looked at again for every byte.
        if self.end.wrapping_sub(scanned) < Fields::SHORTEST {
            return None;
        }
        let start = if self.spent == Spent::Nothing { self.line } else { scanned.wrapping_add(1) };
        let fields = Fields::read(self.buffer.get(start..self.end)?)?;
        self.line = start;
        self.scanned = fields.line_end();
        self.spent = Spent::Line;
        Some(fields)
    }

    /// The row that [`row_ahead`](Self::row_ahead) has gone on to.
    #[inline(always)]
    pub(crate) fn row_of(&self, fields: &Fields) -> Result<Row<'_>, RowError> {
        fields.row(self.buffer.get(self.line..).unwrap_or_default())
    }

    /// The row of the last [`Event::Row`](super::Event::Row). After any other event it is an error.
    ///
    /// # Errors
    ///
    /// Says why it is none. The rest of the response is not touched by it.
    pub fn row(&self) -> Result<Row<'_>, RowError> {
        if self.lost {
            return Err(RowError::TooLong);
        }
        if (self.spent, self.input) != (Spent::Line, Input::Row) {
            return Row::parse(&[]);
        }
        match Fields::read(within(&self.buffer, self.line, self.end)) {
            Some(fields) => self.row_of(&fields),
            None => Row::parse(within(&self.buffer, self.line, self.line.wrapping_add(self.scanned))),
        }
    }
}
