//! The figures that a score weighs, each under its name: one list makes the type, the names and their order.

/// Declares a type with one number for each name. Weights stand in the order of the names.
macro_rules! figures {
    ($(#[$about:meta])* $type:ident: $($figure:ident),+ $(,)?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug)]
        pub struct $type {
            $(pub(super) $figure: f32),+
        }

        impl $type {
            /// The names of the figures.
            pub const NAMES: &[&str] = &[$(stringify!($figure)),+];

            /// Returns the figures in the order of their names.
            pub fn values(&self) -> [f32; Self::NAMES.len()] {
                [$(self.$figure),+]
            }

            /// Returns the sum of the figures, each times its weight.
            pub(super) fn weighed(&self, weights: &[f32]) -> f32 {
                self.values().iter().zip(weights).map(|(figure, weight)| figure * weight).sum()
            }
        }
    };
}

pub(super) use figures;
