//! Puts integers.

#![no_std]
#![no_main]

use metricline_cost::ours::{self, Ours};

metricline_cost::program!(Ours, i32, ours::put);
