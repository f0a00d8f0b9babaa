//! The weights of the score for two words that stand glued. `scripts/train_glue.py` writes this file.

/// The hash of the figures' names, in their order; a test compares it.
#[cfg(test)]
pub const NAMES_HASH: u64 = 0x934E_0428_D808_4B3D;

pub const CASE: &[f32] = &[
    -0.2022, // bias
    0.2262,  // left_zipf
    -0.0495, // right_zipf
    -0.1081, // least_zipf
    0.4787,  // left_length
    0.3834,  // right_length
    -0.0639, // left_begins
    0.0537,  // right_ends
    0.6405,  // left_unknown
    -0.1911, // right_unknown
    0.3507,  // left_function
    1.3509,  // right_function
    1.1742,  // left_elsewhere
    2.9404,  // right_elsewhere
    -1.4514, // both_elsewhere
    0.2759,  // together_elsewhere
    -3.2865, // left_capital
    -0.8802, // names
    -1.6627, // left_shouted
    -1.4752, // right_shouted
    0.5787,  // right_opens
    -3.1277, // right_small_elsewhere
    -0.6652, // apostrophe
    -0.6065, // margin
    -1.4595, // chained
    -0.2831, // before_function
    0.8093,  // before_capital
    0.1823,  // before_nothing
    0.1463,  // after_function
    0.9325,  // after_capital
    0.1871,  // after_nothing
    0.0000,  // digits
    0.0000,  // year
    0.0000,  // grouped
];

pub const LETTERS_COMPOUNDING: &[f32] = &[
    -18.7130, // bias
    1.1727,   // left_zipf
    1.0882,   // right_zipf
    0.6428,   // least_zipf
    0.0606,   // left_length
    0.7981,   // right_length
    -0.6283,  // left_begins
    -0.7509,  // right_ends
    0.0000,   // left_unknown
    0.0000,   // right_unknown
    0.5146,   // left_function
    2.9956,   // right_function
    0.6091,   // left_elsewhere
    1.4652,   // right_elsewhere
    0.0283,   // both_elsewhere
    1.9785,   // together_elsewhere
    0.8543,   // left_capital
    0.0000,   // names
    0.0000,   // left_shouted
    0.0000,   // right_shouted
    0.0000,   // right_opens
    0.0000,   // right_small_elsewhere
    1.2992,   // apostrophe
    0.7397,   // margin
    0.0000,   // chained
    -0.1301,  // before_function
    0.1103,   // before_capital
    -0.0415,  // before_nothing
    -0.0936,  // after_function
    0.1418,   // after_capital
    -0.0290,  // after_nothing
    0.0000,   // digits
    0.0000,   // year
    0.0000,   // grouped
];

pub const LETTERS_ENGLISH: &[f32] = &[
    -17.7743, // bias
    1.0623,   // left_zipf
    0.8695,   // right_zipf
    -0.0099,  // least_zipf
    0.6185,   // left_length
    0.7811,   // right_length
    -0.4053,  // left_begins
    -0.1952,  // right_ends
    0.0000,   // left_unknown
    0.0000,   // right_unknown
    1.2523,   // left_function
    1.7835,   // right_function
    1.4937,   // left_elsewhere
    1.2979,   // right_elsewhere
    -0.3640,  // both_elsewhere
    1.3196,   // together_elsewhere
    -0.9982,  // left_capital
    0.0000,   // names
    0.0000,   // left_shouted
    0.0000,   // right_shouted
    0.0000,   // right_opens
    0.0000,   // right_small_elsewhere
    0.4848,   // apostrophe
    0.6864,   // margin
    0.0000,   // chained
    -0.0403,  // before_function
    -0.2056,  // before_capital
    0.3181,   // before_nothing
    0.1122,   // after_function
    -0.0287,  // after_capital
    0.2895,   // after_nothing
    0.0000,   // digits
    0.0000,   // year
    0.0000,   // grouped
];

pub const LETTERS_OTHERS: &[f32] = &[
    -17.9206, // bias
    0.5694,   // left_zipf
    0.7184,   // right_zipf
    0.5225,   // least_zipf
    0.6671,   // left_length
    0.9131,   // right_length
    -0.2340,  // left_begins
    -0.1522,  // right_ends
    0.0000,   // left_unknown
    0.0000,   // right_unknown
    0.8491,   // left_function
    0.4371,   // right_function
    1.4115,   // left_elsewhere
    1.4914,   // right_elsewhere
    -0.3420,  // both_elsewhere
    2.0426,   // together_elsewhere
    -0.3778,  // left_capital
    0.0000,   // names
    0.0000,   // left_shouted
    0.0000,   // right_shouted
    0.0000,   // right_opens
    0.0000,   // right_small_elsewhere
    -1.6987,  // apostrophe
    0.5368,   // margin
    0.0000,   // chained
    -0.3170,  // before_function
    0.2320,   // before_capital
    0.3961,   // before_nothing
    -0.7801,  // after_function
    -0.1547,  // after_capital
    -0.9506,  // after_nothing
    0.0000,   // digits
    0.0000,   // year
    0.0000,   // grouped
];

pub const NUMBER_WORD: &[f32] = &[
    -0.6370, // bias
    0.0000,  // left_zipf
    0.7949,  // right_zipf
    0.0000,  // least_zipf
    0.0528,  // left_length
    1.3146,  // right_length
    0.0000,  // left_begins
    0.0444,  // right_ends
    -0.6370, // left_unknown
    0.1198,  // right_unknown
    0.0000,  // left_function
    1.8032,  // right_function
    -0.9025, // left_elsewhere
    1.4555,  // right_elsewhere
    -0.0481, // both_elsewhere
    1.3951,  // together_elsewhere
    0.0000,  // left_capital
    0.0000,  // names
    0.0000,  // left_shouted
    0.0000,  // right_shouted
    1.2356,  // right_opens
    0.3655,  // right_small_elsewhere
    0.0004,  // apostrophe
    -1.9111, // margin
    0.0000,  // chained
    0.3944,  // before_function
    1.8738,  // before_capital
    -0.1984, // before_nothing
    -0.2809, // after_function
    -0.3371, // after_capital
    -1.5209, // after_nothing
    0.0528,  // digits
    1.2030,  // year
    -1.0159, // grouped
];

pub const WORD_NUMBER: &[f32] = &[
    -0.8635, // bias
    1.0204,  // left_zipf
    0.0000,  // right_zipf
    0.0000,  // least_zipf
    0.4478,  // left_length
    0.4719,  // right_length
    -0.0048, // left_begins
    0.0000,  // right_ends
    2.8654,  // left_unknown
    -0.8635, // right_unknown
    3.1526,  // left_function
    0.0000,  // right_function
    -0.4954, // left_elsewhere
    -0.0466, // right_elsewhere
    1.3116,  // both_elsewhere
    0.5269,  // together_elsewhere
    -0.1184, // left_capital
    0.0000,  // names
    0.0000,  // left_shouted
    0.0000,  // right_shouted
    0.0000,  // right_opens
    0.0000,  // right_small_elsewhere
    0.8669,  // apostrophe
    -2.5904, // margin
    0.0000,  // chained
    -0.1764, // before_function
    1.2872,  // before_capital
    -0.9637, // before_nothing
    -0.3024, // after_function
    0.5858,  // after_capital
    0.7162,  // after_nothing
    0.4719,  // digits
    0.6649,  // year
    2.4238,  // grouped
];
