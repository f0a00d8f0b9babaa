//! The weights of the score for lines below the last paragraph. `scripts/train_lines.py` writes this file.

/// The hash of the figures' names, in their order; a test compares it.
#[cfg(test)]
pub const NAMES_HASH: u64 = 0x23FC_6AAF_5AC3_4F17;

pub const WEIGHTS: &[f32] = &[
    -1.4530, // bias
    -0.4794, // four_or_five_words
    -0.5670, // six_to_fourteen_words
    -0.4065, // fifteen_words_or_more
    1.1779,  // ends_with_stop
    -1.3557, // ends_with_question
    -0.2389, // ends_with_call
    0.1336,  // ends_with_ellipsis
    -0.1541, // no_end
    0.8120,  // capitals
    -0.1663, // capitals_of_headline
    0.3137,  // all_capitals
    -0.4180, // begins_small
    -0.2265, // digits
    -0.5225, // number_with_unit_sign
    0.9488,  // date_or_hour
    0.8996,  // quoted
    -3.5444, // opens_with_dash_or_bullet
    -0.5953, // label
    -1.3022, // bracketed
    -0.1911, // bar_or_arrow
    0.4741,  // speaks_to_reader
    -1.1191, // shared_words
    0.1088,  // own_words_of_headline
    -0.1621, // stands_elsewhere
    -1.2796, // numbered
    0.2522,  // below_colon
    -3.1607, // below_pointer
    4.9668,  // below_phrase
    -1.4159, // headlines_in_run
    2.3595,  // scraps_in_run
    -0.6243, // shared_in_run
    2.7943,  // run_of_headlines
    -0.0584, // run_without_end
    0.3598,  // run_ended
    0.7608,  // run_even
    -0.4785, // phrases_in_run
    1.1330,  // phrase_before
    0.7258,  // phrase_after
];
