//! What the batches have in common, apart from how they wait: how far they are.

/// Writes the counts of a batch that has a `progress`, and what `Debug` shows of it.
macro_rules! counts {
    ($batch:ident) => {
        impl<T, F, const N: usize> $batch<'_, T, F, N> {
            /// How many `put`s were queued.
            #[must_use]
            pub const fn queued(&self) -> u64 {
                self.progress.queued
            }

            /// How many of them the server has answered, rejected ones included.
            #[must_use]
            pub const fn answered(&self) -> u64 {
                self.progress.answered
            }
        }

        // Not derived, because that would ask it of the closure.
        impl<T, F, const N: usize> core::fmt::Debug for $batch<'_, T, F, N> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($batch))
                    .field("queued", &self.queued())
                    .field("answered", &self.answered())
                    .finish_non_exhaustive()
            }
        }
    };
}
