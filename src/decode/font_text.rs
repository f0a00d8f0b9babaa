//! Texts in a font's own encoding: plain ASCII that only the font shows as Hindi, Nepali or Tamil.
//!
//! Such a text is valid in every encoding. It is known by the commonest words of its language as the font spells them,
//! which are the language's commonest words written with the keyboard tables of the fonts.

use std::sync::LazyLock;

/// The commonest words, font by font. None is a word in Latin letters, or several of them would have to be.
const FONTS: &[(&str, &[&str])] = &[
    (
        "Kruti Dev",
        &[
            "gS", "gSa", "gSA", "gSaA", "ds", "dh", "dk", "dks", "esa", "vkSj", "ij", "ls", "fd", "us", "ugha", "Hkh",
            "rFkk", "fy,", "x;k", "Fkk", "Fkh", ";g", "djus", "fd;k", ",d", "vius", "gks", "bl", "ml", "dj",
        ],
    ),
    (
        "Preeti",
        &[
            "sf]", "df", "n]", "nfO{", "klg", "xf]", "xf].", "of]", "eg]", "ePsf]", "u/]sf]", "/x]sf]", "5", "5.",
            "5g\\", "5g\\.", "nflu", "g]kfn", "pgn]", "o;", "ug{", "Ps", "eof]",
        ],
    ),
    (
        "Bamini",
        &["xU", "vd;W", ",e;j", "me;j", "cs;s", "kw;Wk;", "vd;w", "mtu;", "jkpo;", "vd;gJ", "NghJ", "ehd;", "mJ", ",J"],
    ),
];

/// So many words at a text's beginning are looked at.
const LOOKED_AT: usize = 400;
/// The longest of the commonest words, in bytes.
const LONGEST: usize = 6;
/// Where none of so many words at the beginning is among the commonest, the text is in no such encoding.
const ENOUGH: usize = 5 * ONE_IN;
/// One in so many words must be among the commonest, and so many of them differ. In Hindi and Nepali it is one in four.
const ONE_IN: usize = 12;
const LEAST_HITS: usize = 6;
const LEAST_DISTINCT: usize = 4;

/// How long the commonest words are that begin with a byte: a bit for each length.
static LENGTHS: LazyLock<[u8; 256]> = LazyLock::new(|| {
    let mut lengths = [0; 256];
    for word in FONTS.iter().flat_map(|(_, words)| *words) {
        lengths[usize::from(word.as_bytes()[0])] |= 1 << word.len();
    }
    lengths
});

/// Returns the font whose encoding a text is in: that font, or one that shares its table (DevLys, Kantipur).
pub fn font_of(text: &str) -> Option<&'static str> {
    FONTS.iter().find(|(_, words)| is_written_for(text, words)).map(|(font, _)| *font)
}

fn is_written_for(text: &str, commonest: &[&str]) -> bool {
    let (mut words, mut hits, mut seen) = (0, 0, 0_u32);
    for word in text.split_ascii_whitespace().take(LOOKED_AT) {
        words += 1;
        if words > ENOUGH && hits == 0 {
            return false;
        }
        // Few words of other texts begin with the same sign and are as long.
        let lengths = LENGTHS[usize::from(word.as_bytes()[0])];
        if word.len() > LONGEST || lengths & 1 << word.len() == 0 {
            continue;
        }
        if let Some(place) = commonest.iter().position(|common| *common == word) {
            hits += 1;
            seen |= 1 << place;
        }
    }
    hits >= LEAST_HITS && hits * ONE_IN >= words && seen.count_ones() as usize >= LEAST_DISTINCT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fonts_text_is_known_by_its_words() {
        let kruti = "eq[;ea=h us dgk gS fd jkT; ds fdlkuksa dks jkgr nh tk,xh vkSj xkao esa ikuh dh deh ugha gksus nh tk,xhA \
                     mUgksaus dgk fd ;g dke ljdkj dk gSA yksxksa ls vihy dh x;h gS fd os bl ij /;ku nsaA";
        assert_eq!(font_of(kruti), Some("Kruti Dev"));
        let preeti = "g]kfn ;/sf/n] of] jif{ ls;fgsf] nflu gofF sfo{qmd NofPsf] 5 . k|wfgdGqLn] eg] klg of] sfd ;xh 5}g . \
                      ufpFdf ePsf] vfg]kfgLsf] ;d:of xn ug{ df u u/]sf] 5 .";
        assert_eq!(font_of(preeti), Some("Preeti"));
        let bamini =
            "jkpo; ehl;by; xU khw;wk; tUk; vd;W mtu; $wpdhu;. ,e;j Mz;L kio kw;Wk; fhw;W me;j gFjpapy; cs;s kf;fis";
        assert_eq!(font_of(bamini), Some("Bamini"));
    }

    #[test]
    fn clean_texts_are_of_no_font() {
        for text in [
            "The ferry left early, and nobody told us why the captain kept silent. He gave us 5 reasons: us, us, us and us.",
            "Y fferi a adawodd yn gynnar; dk ds dh ls are the names of the variables, and ls lists the files of ds.",
            "for (let ds of list) { if (ds) dk(ds); } ls -l; fd = open(path); ij = i * j; us = 5;",
            "Die Fähre fuhr früh ab. Chiếc phà rời bến từ sáng sớm. Gemi erken ayrıldı. Ua haʻalele ka moku.",
            "5 apples, 5 pears and 5 plums: 5 . 5 . 5 .",
        ] {
            assert_eq!(font_of(text), None, "{text}");
        }
    }
}
