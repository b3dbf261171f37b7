//! What a program is: a client, and what to do with it.

use crate::values::Reading;

/// A program: a client, and how it puts readings and gets them back. [`program!`](crate::program) writes one.
///
/// The functions are not inlined in an implementation, so that each is the same code wherever it is called from. They
/// return whether the call went well.
pub trait Program {
    type Client: 'static;
    type Reading: Reading;

    fn put(client: &mut Self::Client, reading: Self::Reading) -> bool;

    /// Gets nothing, in programs that only put.
    #[inline(never)]
    fn get(_: &mut Self::Client) -> bool {
        true
    }
}

/// The whole of a program: its client, the type of its readings, and the functions that put one and get all.
#[macro_export]
macro_rules! program {
    ($client:ty, $reading:ty, $put:path $(, $get:path)?) => {
        struct Measured;

        impl $crate::Program for Measured {
            type Client = $client;
            type Reading = $reading;

            #[inline(never)]
            fn put(client: &mut $client, reading: $reading) -> bool {
                $put(client, reading).is_ok()
            }

            $(#[inline(never)]
            fn get(client: &mut $client) -> bool {
                $get(client).is_ok()
            })?
        }

        #[$crate::entry]
        fn main() -> ! {
            static mut CLIENT: $client = <$client>::new($crate::peer::Peer);
            $crate::run::<Measured>(CLIENT)
        }
    };
}
