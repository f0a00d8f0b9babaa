//! Groups of words that are searched for in one pass.

use aho_corasick::Anchored;
use aho_corasick::automaton::Automaton;
use aho_corasick::dfa::DFA;

/// Words in up to sixteen groups.
///
/// Every name and every line of every page is searched, so this is a full automaton, which takes one step a byte. The steps
/// are taken here because the crate's own search stops and starts again at each word that it finds.
pub struct WordGroups {
    automaton: DFA,
    /// The group of each word, as its bit.
    bits: Vec<u16>,
}

impl WordGroups {
    /// Takes words with the numbers of their groups.
    ///
    /// # Panics
    /// If there are too many words for an automaton, or a group too many.
    pub fn new<'w>(words: impl Iterator<Item = (usize, &'w str)> + Clone, any_case: bool) -> Self {
        let automaton = DFA::builder().ascii_case_insensitive(any_case).build(words.clone().map(|(_, word)| word));
        let bit = |group| 1_u16.checked_shl(group as u32).expect("there are sixteen groups at most");
        WordGroups {
            automaton: automaton.expect("the words are few"),
            bits: words.map(|(group, _)| bit(group)).collect(),
        }
    }

    /// Returns the groups, a bit each, of the words that stand in `text`, also of those that stand within others.
    pub fn find(&self, text: &str) -> u16 {
        let automaton = &self.automaton;
        let mut state = automaton.start_state(Anchored::No).expect("the automaton was built for this");
        let mut found = 0;
        for &byte in text.as_bytes() {
            state = automaton.next_state(Anchored::No, state, byte);
            if automaton.is_match(state) {
                let words = (0..automaton.match_len(state)).map(|index| automaton.match_pattern(state, index));
                found |= words.fold(0, |set, word| set | self.bits[word.as_usize()]);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        let words = [(0, "ferry"), (1, "err"), (2, "bridge"), (2, "ford")];
        let groups = WordGroups::new(words.iter().copied(), false);
        assert_eq!(groups.find("the ferry"), 0b11);
        assert_eq!(groups.find("a fordable bridge, no Ferry"), 0b110);
        assert_eq!(groups.find(""), 0);
        assert_eq!(WordGroups::new(words[..1].iter().copied(), true).find("FERRY"), 1);
    }
}
