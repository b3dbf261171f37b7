//! Puts `Decimal`, and gets them back.

#![no_std]
#![no_main]

use metricline_cost::ours::{self, Ours};

metricline_cost::program!(Ours, (i32, u8), ours::put_decimal, ours::get::<metricline::Decimal>);
