//! How titles are taken apart and compared.

use super::text::folded;

/// Marks that part a headline from a site's name, its section or its kicker, blanks around them.
pub(super) const MARKS: [&str; 14] =
    [" | ", " - ", " – ", " — ", " · ", " • ", " » ", " :: ", " / ", "：", "ㅣ", "｜", " ― ", " ‒ "];

/// Tells whether two titles speak of the same thing: one within the other, or half of the shorter one's words.
pub(super) fn related(one: &str, other: &str) -> bool {
    let (one_folded, other_folded) = (folded(one), folded(other));
    if one_folded.contains(&other_folded) || other_folded.contains(&one_folded) {
        return true;
    }
    let words =
        |text: &str| text.split_whitespace().map(folded).filter(|word| word.chars().count() > 2).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared * 2 >= one.len().min(other.len()).max(1)
}
