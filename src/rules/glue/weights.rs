//! The weights of the score for two words run together. `scripts/train_glue.py` writes this file.

use super::letters::FEATURES;

pub const ENGLISH: [f32; FEATURES] = [
    -17.5364, // bias
    0.2699,   // left_zipf
    0.5180,   // right_zipf
    0.7387,   // least_zipf
    0.7274,   // left_length
    0.8405,   // right_length
    -0.3344,  // left_begins
    -0.3464,  // right_ends
    3.2976,   // left_elsewhere
    3.7466,   // right_elsewhere
    -1.3577,  // both_elsewhere
    -1.0599,  // capital
    2.9859,   // function_word
    0.4572,   // margin
];

pub const OTHERS: [f32; FEATURES] = [
    -15.9689, // bias
    0.3633,   // left_zipf
    0.3533,   // right_zipf
    0.8219,   // least_zipf
    0.3186,   // left_length
    0.5438,   // right_length
    -0.3405,  // left_begins
    -0.2746,  // right_ends
    3.5817,   // left_elsewhere
    3.9129,   // right_elsewhere
    -1.7970,  // both_elsewhere
    -0.5068,  // capital
    1.4214,   // function_word
    0.5240,   // margin
];
