//! What tells copies and near copies apart.

use super::Fingerprint;
use crate::text::mixed;

/// Words a shingle; three keeps a moved sentence close and a rewritten one apart.
const SHINGLE_WORDS: usize = 3;

impl Fingerprint {
    /// Computes the fingerprint of `text`, whose words are `words`.
    pub fn of(text: &str, words: &[&str]) -> Self {
        Fingerprint {
            text_blake3: blake3::hash(text.as_bytes()).to_hex().to_string(),
            simhash64: format!("{:016x}", simhash(words)),
        }
    }
}

/// Charikar's SimHash over word shingles, in lower case.
///
/// Source: M. Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002. The hashes below are
/// fixed here, so that the figure never depends on the machine or on a library's release.
fn simhash(words: &[&str]) -> u64 {
    let words: Vec<u64> = words.iter().map(|word| word_hash(word)).collect();
    let shingles = words.windows(SHINGLE_WORDS.min(words.len()).max(1));
    let count = shingles.len() as u32;
    let mut votes = [0_u32; 64];
    let mut shingles = shingles.map(|shingle| shingle.iter().fold(0, |hash, word| mixed(hash ^ word))).peekable();
    while shingles.peek().is_some() {
        add_votes(&mut votes, shingles.by_ref().take(usize::from(u8::MAX)));
    }
    votes.iter().enumerate().filter(|(_, votes)| **votes * 2 > count).fold(0, |bits, (bit, _)| bits | 1 << bit)
}

/// Adds to each bit's votes the `hashes`, no more than 255, that have it set. Eight votes at a time are counted in
/// the bytes of one word.
fn add_votes(votes: &mut [u32; 64], hashes: impl Iterator<Item = u64>) {
    let mut lanes = [0_u64; 8];
    for hash in hashes {
        for (lane, byte) in lanes.iter_mut().zip(hash.to_le_bytes()) {
            *lane += SPREAD[usize::from(byte)];
        }
    }
    for (lane, votes) in lanes.iter().zip(votes.chunks_exact_mut(8)) {
        for (byte, votes) in lane.to_le_bytes().into_iter().zip(votes) {
            *votes += u32::from(byte);
        }
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
        super::simhash(&crate::text::words(text).map(|(_, word)| word).collect::<Vec<_>>())
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
