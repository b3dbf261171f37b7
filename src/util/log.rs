//! Log records through defmt, where there is a defmt logger: on bare-metal targets, under the feature.
//!
//! Elsewhere a record is nothing at all: a hosted program that turns the feature on, as `--all-features` does, has no
//! global logger to link with.

macro_rules! log_debug {
    ($($arg:tt)*) => {
        #[cfg(all(feature = "defmt", target_os = "none"))]
        defmt::debug!($($arg)*)
    };
}

macro_rules! log_warn {
    ($($arg:tt)*) => {
        #[cfg(all(feature = "defmt", target_os = "none"))]
        defmt::warn!($($arg)*)
    };
}
