//! Puts `f64` with `write!`, and gets them back with `parse`.

#![no_std]
#![no_main]

use metricline_cost::by_hand::ByHand;

metricline_cost::program!(ByHand, f64, ByHand::put, ByHand::get::<f64>);
