//! Puts `f64` with `write!`.

#![no_std]
#![no_main]

use metricline_cost::by_hand::ByHand;

metricline_cost::program!(ByHand, f64, ByHand::put);
