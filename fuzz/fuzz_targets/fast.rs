#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| metricline_fuzz::fast(data));
