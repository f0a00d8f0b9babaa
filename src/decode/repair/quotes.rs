//! The quotes of a paragraph that lost some: what each lost mark was, where all consistent readings agree.

use whatlang::Lang;

use super::apostrophe::{is_common, last_word};
use super::letter::LOST;

/// How a document writes quotes and dashes.
pub struct Style {
    pub language: Lang,
    opening: char,
    closing: char,
    /// What closes a quote that „ has opened.
    closing_low: char,
    pub dash: char,
}

impl Style {
    pub fn of(language: Lang, text: &str) -> Style {
        let (opening, closing) = match language {
            Lang::Swe | Lang::Fin | Lang::Dan | Lang::Nob => ('”', '”'),
            Lang::Deu | Lang::Pol | Lang::Ces | Lang::Hun | Lang::Ron if text.contains('„') => ('„', '“'),
            _ => ('“', '”'),
        };
        let closing_low = match language {
            Lang::Pol | Lang::Hun | Lang::Ron | Lang::Nld | Lang::Hrv | Lang::Srp => '”',
            _ => '“',
        };
        let dash = match (text.contains('—'), text.contains('–'), language) {
            (false, true, _) => '–',
            (true, _, _) | (false, false, Lang::Eng | Lang::Spa | Lang::Rus) => '—',
            (false, false, _) => '–',
        };
        Style { language, opening, closing, closing_low, dash }
    }
}

/// What a lost mark may be believed by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// By itself: a quote that opens and closes in its paragraph.
    Own,
    /// By other marks that the document lost, too: also a quote without its other end, and an apostrophe after a word.
    Document,
}

/// A quote, or what may be one.
#[derive(Clone, Copy)]
pub enum Token {
    /// Came through.
    Intact(char),
    /// Before a word; `sentence`: after the end of a clause and before a capital.
    Before { sentence: bool },
    /// After a word; `stop`: after the end of a clause; `apostrophe`: it may be that of `workers’`.
    After { stop: bool, apostrophe: bool },
}

impl Token {
    pub fn after(left: &str, right: &str, language: Lang) -> Token {
        let before = left.chars().next_back().unwrap_or(' ');
        let apostrophe = language == Lang::Eng && !right.starts_with(LOST) && takes_apostrophe(left);
        Token::After { stop: matches!(before, '.' | ',' | '!' | '?'), apostrophe }
    }

    /// Returns what the token may be when the quotes of `state` are open.
    fn meanings(self, state: State, style: &Style, proof: Proof) -> Meanings {
        let mut meanings = Meanings::default();
        match (self, state) {
            (Token::Intact('„'), _) => meanings.add('„', State::Low, 0),
            (Token::Intact('“'), State::Low | State::LowSingle) => meanings.add('“', State::Outside, 0),
            (Token::Intact('“'), State::Outside) => meanings.add('“', State::Double, 0),
            (Token::Intact('“'), _) => meanings.add('“', State::Double, RESTART),
            (Token::Intact(mark), _) => meanings.add(mark, State::Outside, 0),
            (Token::Before { .. }, State::Outside) if style.opening == '„' => meanings.add('„', State::Low, 0),
            (Token::Before { .. }, State::Outside) => meanings.add(style.opening, State::Double, 0),
            (Token::Before { .. }, State::Double) => {
                meanings.add('‘', State::Single, NESTED);
                meanings.add(style.opening, State::Double, RESTART);
            }
            (Token::Before { .. }, State::Low) => meanings.add('‘', State::LowSingle, NESTED),
            (Token::Before { .. }, _) => {}
            (Token::After { stop, apostrophe }, _) => {
                match state {
                    State::Outside if stop && proof == Proof::Document => {
                        meanings.add(style.closing, State::Outside, UNOPENED)
                    }
                    State::Outside => {}
                    State::Double => meanings.add(style.closing, State::Outside, 0),
                    State::Low => meanings.add(style.closing_low, State::Outside, 0),
                    State::Single => meanings.add('’', State::Double, 0),
                    State::LowSingle => meanings.add('’', State::Low, 0),
                }
                if apostrophe && (proof == Proof::Document || state != State::Outside) {
                    meanings.add('’', state, if state == State::Outside { 0 } else { APOSTROPHE });
                }
            }
        }
        if !matches!(self, Token::Intact(_)) {
            meanings.add(LOST, state, UNKNOWN_COST);
        }
        meanings
    }
}

/// What a token may be: a character, what is open then, and how unusual that is.
#[derive(Default)]
struct Meanings {
    count: usize,
    all: [(char, State, u32); 3],
}

impl Meanings {
    fn add(&mut self, meant: char, next: State, cost: u32) {
        self.all[self.count] = (meant, next, cost);
        self.count += 1;
    }
}

impl IntoIterator for Meanings {
    type Item = (char, State, u32);
    type IntoIter = std::iter::Take<std::array::IntoIter<(char, State, u32), 3>>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter().take(self.count)
    }
}

/// Tells whether an English word may end in an apostrophe: `workers’`, `goin’`, `ol’`.
fn takes_apostrophe(left: &str) -> bool {
    let word = last_word(left);
    let shortened =
        || word.len() > 3 && word.to_lowercase().ends_with("in") && is_common(&format!("{}g", word.to_lowercase()));
    left.ends_with(['s', 'S', 'z', 'x']) || shortened() || word.eq_ignore_ascii_case("ol")
}

/// The quotes that are open.
#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    #[default]
    Outside,
    Double,
    /// After „.
    Low,
    Single,
    LowSingle,
}

const STATES: [State; 5] = [State::Outside, State::Double, State::Low, State::Single, State::LowSingle];

// How unusual things are, in halves of a quote in a quote. A reading is believed if it is less unusual by more than
// MARGIN than every reading that disagrees, and not more unusual than MOST as a whole.
const APOSTROPHE: u32 = 1;
const NESTED: u32 = 2;
/// A quote that ends and has not begun: it began paragraphs before.
const UNOPENED: u32 = 6;
/// A quote that begins before the last one ended.
const RESTART: u32 = 8;
/// A quote without an end: where the next paragraph begins with one, where it looks like one, and elsewhere.
const CONTINUED: u32 = 1;
const UNCLOSED: u32 = 6;
const STRAY: u32 = 13;
/// None of this: a letter, or a slip of the writer's.
const UNKNOWN_COST: u32 = 11;
const MARGIN: u32 = 2;
const MOST: u32 = 12;
/// Long lines may hold more that is unusual: one more for so many tokens.
const TOKENS: usize = 4;
const IMPOSSIBLE: u32 = u32::MAX / 4;

/// Returns the lost marks on which all readings of a line agree that are not much more unusual than the least unusual
/// one. Readings are compared by the costs of the best way to each token and from it.
pub fn agreed(tokens: &[(usize, Token)], goes_on: bool, style: &Style, proof: Proof) -> Vec<(usize, char)> {
    let index = |state: State| state as usize;
    let mut to = vec![[IMPOSSIBLE; STATES.len()]; tokens.len() + 1];
    to[0][index(State::Outside)] = 0;
    for (step, (_, token)) in tokens.iter().enumerate() {
        for state in STATES {
            for (_, next, cost) in token.meanings(state, style, proof) {
                let cost = to[step][index(state)] + cost;
                to[step + 1][index(next)] = to[step + 1][index(next)].min(cost).min(IMPOSSIBLE);
            }
        }
    }
    let mut from = vec![[IMPOSSIBLE; STATES.len()]; tokens.len() + 1];
    let sentence = tokens.iter().rev().find_map(|(_, token)| match token {
        Token::Before { sentence } => Some(*sentence),
        Token::Intact('“' | '„') => Some(true),
        _ => None,
    });
    let unclosed = match sentence {
        _ if proof == Proof::Own => IMPOSSIBLE / 2,
        _ if goes_on => CONTINUED,
        Some(true) => UNCLOSED,
        _ => STRAY,
    };
    from[tokens.len()] = [0, unclosed, unclosed, 2 * unclosed, 2 * unclosed];
    let mut settled = Vec::new();
    let mut costs: Vec<(char, u32)> = Vec::new();
    let most = MOST + u32::try_from(tokens.len() / TOKENS).unwrap_or(MOST);
    for (step, &(at, token)) in tokens.iter().enumerate().rev() {
        costs.clear();
        for state in STATES {
            for (meant, next, cost) in token.meanings(state, style, proof) {
                let rest = cost + from[step + 1][index(next)];
                from[step][index(state)] = from[step][index(state)].min(rest).min(IMPOSSIBLE);
                costs.push((meant, to[step][index(state)] + rest));
            }
        }
        let Some(&(meant, best)) = costs.iter().min_by_key(|(_, cost)| *cost) else { continue };
        let other = costs.iter().filter(|(other, _)| *other != meant).map(|(_, cost)| *cost).min();
        let decided = best <= most && other.is_none_or(|other| other > best + MARGIN);
        if decided && meant != LOST && !matches!(token, Token::Intact(_)) {
            settled.push((at, meant));
        }
    }
    settled
}

/// Tells whether a mark at `at` stands between the end of a clause and a capital: a quote of several paragraphs opens so
/// in each and closes in the last.
pub fn opens_sentence(line: &str, at: usize) -> bool {
    let before = line[..at].trim_end().chars().next_back();
    let after = line[at + LOST.len_utf8()..].chars().next();
    before.is_none_or(|before| matches!(before, '.' | ',' | ':' | '!' | '?')) && after.is_some_and(char::is_uppercase)
}
