//! What tells copies and near copies apart.

use super::Fingerprint;
use crate::text::{mixed, words};

/// Words a shingle; three keeps a moved sentence close and a rewritten one apart.
const SHINGLE_WORDS: usize = 3;

impl Fingerprint {
    /// Computes the fingerprint of `text`, and counts its words on the way.
    pub fn of(text: &str) -> (Self, u64) {
        let (simhash, words) = simhash(text);
        let text_blake3 = blake3::hash(text.as_bytes()).to_hex().to_string();
        (Fingerprint { text_blake3, simhash64: format!("{simhash:016x}") }, words)
    }
}

/// Charikar's SimHash over word shingles, in lower case, and the number of words.
///
/// Source: M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002. The hashes below are
/// fixed here, so that the figure never depends on the machine or on a library's release.
fn simhash(text: &str) -> (u64, u64) {
    let shingle = |words: &[u64]| words.iter().fold(0, |hash, word| mixed(hash ^ word));
    let mut votes = Votes::default();
    let mut last = [0; SHINGLE_WORDS];
    let mut count = 0;
    for (_, word) in words(text) {
        last.rotate_left(1);
        last[SHINGLE_WORDS - 1] = word_hash(word);
        count += 1;
        if count >= SHINGLE_WORDS as u64 {
            votes.add(shingle(&last));
        }
    }
    // A text shorter than a shingle is one.
    if (1..SHINGLE_WORDS as u64).contains(&count) {
        votes.add(shingle(&last[SHINGLE_WORDS - count as usize..]));
    }
    (votes.majority(), count)
}

/// How many of the hashes have each bit set. Eight bits at a time are counted in the bytes of one word.
#[derive(Default)]
struct Votes {
    sums: [[u32; 8]; 8],
    lanes: [u64; 8],
    in_lanes: u8,
    hashes: u32,
}

impl Votes {
    fn add(&mut self, hash: u64) {
        for (lane, byte) in self.lanes.iter_mut().zip(hash.to_le_bytes()) {
            *lane += SPREAD[usize::from(byte)];
        }
        self.hashes += 1;
        self.in_lanes += 1;
        if self.in_lanes == u8::MAX {
            self.empty_lanes();
        }
    }

    fn empty_lanes(&mut self) {
        for (lane, sums) in self.lanes.iter_mut().zip(&mut self.sums) {
            for (byte, sum) in lane.to_le_bytes().into_iter().zip(sums) {
                *sum += u32::from(byte);
            }
            *lane = 0;
        }
        self.in_lanes = 0;
    }

    /// Returns the bits that more than half of the hashes have set.
    fn majority(mut self) -> u64 {
        self.empty_lanes();
        let set = |sum: &u32| u64::from(sum * 2 > self.hashes);
        self.sums.as_flattened().iter().enumerate().fold(0, |bits, (bit, sum)| bits | set(sum) << bit)
    }
}

/// For each byte, the word whose eight bytes are its eight bits.
static SPREAD: [u64; 256] = {
    let mut spread = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            spread[byte] |= (byte as u64 >> bit & 1) << (8 * bit);
            bit += 1;
        }
        byte += 1;
    }
    spread
};

/// FNV-1a over the lower-case code points of a word (G. Fowler, L. C. Noll, K.-P. Vo; 64-bit basis and prime).
fn word_hash(word: &str) -> u64 {
    let mix = |hash: u64, character: char| (hash ^ u64::from(u32::from(character))).wrapping_mul(0x0000_0100_0000_01B3);
    let basis = 0xCBF2_9CE4_8422_2325;
    if word.is_ascii() {
        return word.bytes().fold(basis, |hash, byte| mix(hash, char::from(byte.to_ascii_lowercase())));
    }
    word.chars().flat_map(char::to_lowercase).fold(basis, mix)
}

#[cfg(test)]
mod tests {
    fn simhash(text: &str) -> u64 {
        super::simhash(text).0
    }

    #[test]
    fn the_figure_is_the_same_for_ever() {
        let text = "The ferry did not sail on Monday. Nobody had told the passengers. ".repeat(40);
        assert_eq!(format!("{:016x}", simhash(&text)), "335025dd25843046");
    }

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
