//! In the place of `ahead.rs` where words are shorter: every line is found first there, and read by the grammar.

use super::{CommandError, Row, RowError, Sample};

#[derive(Clone, Copy, Debug)]
pub enum Fields {}

impl Fields {
    pub const SHORTEST: usize = 1;

    pub fn read(_: &[u8]) -> Option<Self> {
        None
    }

    pub fn line_end(&self) -> usize {
        match *self {}
    }

    pub fn sample<'a>(&self, _: &'a [u8]) -> Result<Sample<'a>, CommandError> {
        match *self {}
    }

    pub fn row<'a>(&self, _: &'a [u8]) -> Result<Row<'a>, RowError> {
        match *self {}
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Known;

impl Known {
    pub const NOTHING: Self = Self;

    pub fn value(self) -> Option<f64> {
        None
    }
}
