//! UTF-8 that was read as a legacy encoding: `donâ€™t`.

use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.mojibake",
    group: Group::Repair,
    family: "mojibake",
    certainty: Certainty::Sure,
    summary: "Reads UTF-8 back that was misread as a legacy encoding, layer by layer.",
    evidence: "The characters must form a valid UTF-8 sequence in the encoding that explains most of the document's \
               damage, and must be strange where they stand: a sign of money inside a word, a capital after a small \
               letter, two scripts in one word. A sequence that could have been written so is repaired only between \
               others that could not. One sequence alone beside accents that came through is offered, not applied.",
    examples: &[
        Example::Fixes("The baker doesnâ€™t sell crÃ¨me brÃ»lÃ©e.", "The baker doesn’t sell crème brûlée."),
        Example::Fixes("Р’ РіРѕСЂРѕРґРµ С‚РёС…Рѕ.", "В городе тихо."),
        Example::Fixes("VÃƒÂ¤gen ÃƒÂ¤r stÃƒÂ¤ngd.", "Vägen är stängd."),
        Example::Fixes("Le marchÃ© ferme tÃ´t. Le café reste ouvert.", "Le marché ferme tôt. Le café reste ouvert."),
        Example::Keeps("« Ã » is a letter of Portuguese, and the CAFÉ… is closed."),
        Example::Keeps("Рівне — місто на заході України."),
        Example::Keeps("├── north\n\n└── south"),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::Mojibake, draft, found),
};
