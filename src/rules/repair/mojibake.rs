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
               letter, two scripts in one word; or be a pair that nobody writes (`Â£5`, `ESPAÃ‘A`). A sequence that \
               could have been written so is repaired only between others that could not, and one alone beside \
               characters that came through is offered, not applied. A document that names encodings keeps its \
               examples. Chinese characters inside Latin words are read back if all of them are UTF-8.",
    examples: &[
        Example::Fixes("The baker doesnâ€™t sell crÃ¨me brÃ»lÃ©e.", "The baker doesn’t sell crème brûlée."),
        Example::Fixes("Р’ РіРѕСЂРѕРґРµ С‚РёС…Рѕ.", "В городе тихо."),
        Example::Fixes("VÃƒÂ¤gen ÃƒÂ¤r stÃƒÂ¤ngd.", "Vägen är stängd."),
        Example::Fixes("Le marchÃ© ferme tÃ´t. Le café reste ouvert.", "Le marché ferme tôt. Le café reste ouvert."),
        Example::Fixes("Tickets from Â£5 â™ª", "Tickets from £5 ♪"),
        Example::Fixes("We didn鈥檛 see the caf茅 and they won鈥檛.", "We didn’t see the café and they won’t."),
        Example::Keeps("In Latin-1 the pound is Â£."),
        Example::Keeps("« Ã » is a letter of Portuguese, and the CAFÉ… is closed."),
        Example::Keeps("Рівне — місто на заході України."),
        Example::Keeps("├── north\n\n└── south"),
    ],
    scope: Scope::EveryField,
    find: |draft, found| super::proposals(Damage::Mojibake, draft, found),
};
