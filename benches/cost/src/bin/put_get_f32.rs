//! Puts `f32`, and gets them back.

#![no_std]
#![no_main]

use metricline_cost::ours::{self, Ours};

metricline_cost::program!(Ours, f32, ours::put, ours::get::<f32>);
