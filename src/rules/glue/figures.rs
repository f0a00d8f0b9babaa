//! What is measured of two words that may stand glued.

use crate::rules::figures::figures;

figures! {
    /// The figures of one pair of words.
    Figures:
    bias,
    left_zipf,
    right_zipf,
    least_zipf,
    left_length,
    right_length,
    left_begins,
    right_ends,
    left_unknown,
    right_unknown,
    left_function,
    right_function,
    left_elsewhere,
    right_elsewhere,
    both_elsewhere,
    together_elsewhere,
    left_capital,
    names,
    left_shouted,
    right_shouted,
    right_opens,
    right_small_elsewhere,
    apostrophe,
    margin,
    chained,
    before_function,
    before_capital,
    before_nothing,
    after_function,
    after_capital,
    after_nothing,
    digits,
    year,
    grouped,
}

#[cfg(test)]
mod tests {
    use super::super::weights;
    use super::*;
    use crate::text::names_hash;

    #[test]
    fn the_weights_are_those_of_these_figures() {
        assert_eq!(
            weights::NAMES_HASH,
            names_hash(Figures::NAMES),
            "scripts/train_glue.py has to train the score anew"
        );
        for weights in [
            weights::CASE,
            weights::LETTERS_COMPOUNDING,
            weights::LETTERS_ENGLISH,
            weights::LETTERS_OTHERS,
            weights::NUMBER_WORD,
            weights::WORD_NUMBER,
        ] {
            assert_eq!(weights.len(), Figures::NAMES.len());
        }
    }
}
