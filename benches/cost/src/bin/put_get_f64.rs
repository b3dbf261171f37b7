//! Puts `f64`, and gets them back.

#![no_std]
#![no_main]

use metricline_cost::ours::{self, Ours};

metricline_cost::program!(Ours, f64, ours::put, ours::get::<f64>);
