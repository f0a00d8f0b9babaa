//! The names and numbers of entities, and the characters that they stand for.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Damage;
use super::control::windows_1252;

/// `&#x1F600;` and `&thetasym;` are as long as it gets, without `&` and `;`.
pub const LONGEST: usize = 8;

/// Returns the character of an entity, and the damage that it is. `name` stands between `&` and `;`.
pub fn character(name: &str, in_row: bool) -> Option<(Damage, char)> {
    let Some(number) = name.strip_prefix('#') else { return Some((Damage::EscapedEntity, named(name)?)) };
    let number = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    match char::from_u32(number)? {
        control @ '\u{80}'..='\u{9F}' => match windows_1252(control) {
            None if in_row => Some((Damage::C1Entity, control)),
            meant => Some((Damage::C1Entity, meant?)),
        },
        // Breaks and blanks are the page's layout, and a byte order mark is no text.
        '<' | '>' | ' ' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' => None,
        other if other.is_control() => None,
        other => Some((Damage::EscapedEntity, other)),
    }
}

/// Returns the character of an entity of HTML 4, or of one of HTML 5's that news texts hold, but for `lt` and `gt`: who writes
/// those speaks of markup. In capitals where the text around it was put into capitals.
pub fn named(name: &str) -> Option<char> {
    static NAMES: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
        let latin = LATIN_1.split(' ').zip('\u{A0}'..='\u{FF}');
        let others = OTHERS.split(' ').filter_map(|entry| entry.split_once('='));
        latin.chain(others.filter_map(|(name, meant)| Some((name, meant.chars().next()?)))).collect()
    });
    NAMES.get(name).copied().or_else(|| {
        let capitals = name.len() > 2 && name.bytes().all(|byte| byte.is_ascii_uppercase());
        let meant = NAMES.get(capitals.then(|| name.to_ascii_lowercase())?.as_str())?;
        meant.to_uppercase().next()
    })
}

/// The names of U+00A0 to U+00FF, in order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
                       micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
                       AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
                       times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
                       egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
                       ugrave uacute ucirc uuml yacute thorn yuml";
/// The others of HTML 4, XML's `apos`, and of HTML 5 the signs of ASCII and the letters of Central Europe and Turkish.
const OTHERS: &str = "AMP=& quot=\" apos=' OElig=Œ oelig=œ Scaron=Š scaron=š Yuml=Ÿ fnof=ƒ circ=ˆ tilde=˜ Alpha=Α Beta=Β Gamma=Γ \
                      Delta=Δ Epsilon=Ε Zeta=Ζ Eta=Η Theta=Θ Iota=Ι Kappa=Κ Lambda=Λ Mu=Μ Nu=Ν Xi=Ξ Omicron=Ο Pi=Π Rho=Ρ \
                      Sigma=Σ Tau=Τ Upsilon=Υ Phi=Φ Chi=Χ Psi=Ψ Omega=Ω alpha=α beta=β gamma=γ delta=δ epsilon=ε zeta=ζ \
                      eta=η theta=θ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ omicron=ο pi=π rho=ρ sigmaf=ς sigma=σ tau=τ \
                      upsilon=υ phi=φ chi=χ psi=ψ omega=ω thetasym=ϑ upsih=ϒ piv=ϖ ndash=– mdash=— lsquo=‘ rsquo=’ sbquo=‚ \
                      ldquo=“ rdquo=” bdquo=„ dagger=† Dagger=‡ bull=• hellip=… permil=‰ prime=′ Prime=″ lsaquo=‹ rsaquo=› \
                      oline=‾ frasl=⁄ euro=€ image=ℑ weierp=℘ real=ℜ trade=™ alefsym=ℵ larr=← uarr=↑ rarr=→ darr=↓ harr=↔ \
                      crarr=↵ lArr=⇐ uArr=⇑ rArr=⇒ dArr=⇓ hArr=⇔ forall=∀ part=∂ exist=∃ empty=∅ nabla=∇ isin=∈ notin=∉ \
                      ni=∋ prod=∏ sum=∑ minus=− lowast=∗ radic=√ prop=∝ infin=∞ ang=∠ and=∧ or=∨ cap=∩ cup=∪ int=∫ \
                      there4=∴ sim=∼ cong=≅ asymp=≈ ne=≠ equiv=≡ le=≤ ge=≥ sub=⊂ sup=⊃ nsub=⊄ sube=⊆ supe=⊇ oplus=⊕ \
                      otimes=⊗ perp=⊥ sdot=⋅ lceil=⌈ rceil=⌉ lfloor=⌊ rfloor=⌋ lang=〈 rang=〉 loz=◊ spades=♠ clubs=♣ \
                      hearts=♥ diams=♦ zwnj=\u{200C} zwj=\u{200D} lrm=\u{200E} rlm=\u{200F} ensp=\u{2002} emsp=\u{2003} \
                      thinsp=\u{2009} period=. comma=, colon=: excl=! quest=? lpar=( rpar=) lsqb=[ rsqb=] num=# \
                      dollar=$ percnt=% ast=* plus=+ equals== commat=@ sol=/ lowbar=_ dash=‐ hyphen=‐ horbar=― Abreve=Ă \
                      abreve=ă Aogon=Ą aogon=ą Cacute=Ć cacute=ć Ccaron=Č ccaron=č Dcaron=Ď dcaron=ď Dstrok=Đ dstrok=đ \
                      Ecaron=Ě ecaron=ě Eogon=Ę eogon=ę Gbreve=Ğ gbreve=ğ Idot=İ imath=ı Lstrok=Ł lstrok=ł Nacute=Ń \
                      nacute=ń Ncaron=Ň ncaron=ň Odblac=Ő odblac=ő Rcaron=Ř rcaron=ř Sacute=Ś sacute=ś Scedil=Ş \
                      scedil=ş Tcaron=Ť tcaron=ť Tcedil=Ţ tcedil=ţ Udblac=Ű udblac=ű Uring=Ů uring=ů Zacute=Ź zacute=ź \
                      Zcaron=Ž zcaron=ž Zdot=Ż zdot=ż";
