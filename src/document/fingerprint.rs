//! What tells copies and near copies apart.

use super::Fingerprint;
use crate::text::words;

/// Words a shingle; three keeps a moved sentence close and a rewritten one apart.
const SHINGLE_WORDS: usize = 3;

impl Fingerprint {
    /// Computes the fingerprint of `text`.
    pub fn of(text: &str) -> Self {
        Fingerprint {
            text_blake3: blake3::hash(text.as_bytes()).to_hex().to_string(),
            simhash64: format!("{:016x}", simhash(text)),
        }
    }
}

/// Charikar's SimHash over word shingles, in lower case.
///
/// Source: M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002. The hash of a
/// shingle is the first 64 bits of BLAKE3, so that the figure never depends on the machine or the release.
fn simhash(text: &str) -> u64 {
    let words: Vec<String> = words(text).map(|(_, word)| word.to_lowercase()).collect();
    let mut votes = [0_i32; 64];
    let mut vote = |shingle: &[String]| {
        let mut hasher = blake3::Hasher::new();
        for word in shingle {
            hasher.update(word.as_bytes()).update(b" ");
        }
        let hash = u64::from_le_bytes(hasher.finalize().as_bytes()[..8].try_into().expect("a hash has 32 bytes"));
        for (bit, votes) in votes.iter_mut().enumerate() {
            *votes += if hash >> bit & 1 == 1 { 1 } else { -1 };
        }
    };
    if words.len() < SHINGLE_WORDS {
        vote(&words);
    } else {
        words.windows(SHINGLE_WORDS).for_each(vote);
    }
    votes.iter().enumerate().filter(|(_, votes)| **votes > 0).fold(0, |bits, (bit, _)| bits | 1 << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_copies_are_near_and_others_far() {
        let article: String = (0..200).map(|n| format!("word{n} ")).collect();
        let edited = article.replace("word77 ", "altered ");
        let other: String = (500..700).map(|n| format!("term{n} ")).collect();
        let distance = |left: &str, right: &str| (simhash(left) ^ simhash(right)).count_ones();
        assert!(distance(&article, &edited) <= 12, "{}", distance(&article, &edited));
        assert!(distance(&article, &other) >= 16, "{}", distance(&article, &other));
    }
}
