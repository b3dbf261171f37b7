//! Puts integers with `write!`.

#![no_std]
#![no_main]

use metricline_cost::by_hand::ByHand;

metricline_cost::program!(ByHand, i32, ByHand::put);
