//! Puts `f64`.

#![no_std]
#![no_main]

use metricline_cost::ours::{self, Ours};

metricline_cost::program!(Ours, f64, ours::put);
