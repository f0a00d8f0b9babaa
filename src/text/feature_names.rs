//! The digest by which a trained model and the program tell that they mean the same list of features.

/// Returns the FNV-1a digest, in 64 bits, of `names` in their order, a line feed between two of them.
///
/// A model file carries the digest of the names that it was trained with. The program refuses a file whose digest
/// differs from the one of its own list: its numbers would be read in the wrong places.
pub fn names_hash(names: &[&str]) -> u64 {
    const OFFSET_BASIS: u64 = 0xCBF2_9CE4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01B3;
    let bytes = names.iter().enumerate().flat_map(|(index, name)| {
        let separator = (index > 0).then_some(b'\n');
        separator.into_iter().chain(name.bytes())
    });
    bytes.fold(OFFSET_BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_fnv_1a_of_the_joined_names() {
        // Test vectors of the algorithm's authors: the empty text, "a" and "foobar".
        assert_eq!(names_hash(&[]), 0xCBF2_9CE4_8422_2325);
        assert_eq!(names_hash(&["a"]), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(names_hash(&["foobar"]), 0x8594_4171_F739_67E8);
        assert_eq!(names_hash(&["line.words", "line.links"]), names_hash(&["line.words\nline.links"]));
    }

    #[test]
    fn order_and_borders_of_names_matter() {
        assert_ne!(names_hash(&["a", "b"]), names_hash(&["b", "a"]));
        assert_ne!(names_hash(&["ab", "c"]), names_hash(&["a", "bc"]));
    }
}
