//! Log records through defmt: on bare-metal targets, under the feature `defmt`.
//!
//! Elsewhere a record expands to nothing. A hosted program that enables the feature, as `--all-features` does, has no
//! global defmt logger to link with.

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
