//! Escapes that stand as text: `\n`, `\u2019`, `=E2=80=99`, `%E2%80%99`, `b'…'`.

use crate::article::{BLOCK_BREAK, Field};
use crate::decode::repair::Damage;
use crate::rules::{Example, Group, Rule, Scope};
use crate::text::Certainty;

pub static RULE: Rule = Rule {
    name: "repair.escape",
    group: Group::Repair,
    family: "escape",
    certainty: Certainty::Sure,
    summary: "Puts the character where its escape stands as text, because the text was written out once too often.",
    evidence: r#"Escapes of string literals (`\u2019`, `\xe2\x80\x99`, `\n`, `\'`, also without the backslash: `didnu2019t`), of
mail (`=E2=80=99`) and of addresses (`%E2%80%99`), and the quotes of a literal or of CSV round a whole text. One that stands
where its character belongs, or two that may, prove it, if no escape stands alone as in a text on escapes, nothing else
begins with the same sign, each quote of a kind is escaped, and the text has no code. Addresses, paths and names of files
are left alone. A line break parts the block, but inside a sentence it is a blank. What looks like dirt and is not undone
is told by the reason `text.escapes_left`."#,
    examples: &[
        Example::Fixes(
            r"The bridge is shut.\n\n\u201cNobody told us,\u201d she said. \u201cIt\u2019s bad.\u201d",
            "The bridge is shut.\n\n“Nobody told us,” she said. “It’s bad.”",
        ),
        Example::Fixes(r"b'It\xe2\x80\x99s shut, and nobody\nknows why.'", "It’s shut, and nobody knows why."),
        Example::Fixes("It didn=E2=80=99t open =E2=80=94 why?=20", "It didn’t open — why?"),
        Example::Fixes("\"He said \"\"no\"\" on Monday.\"", "He said \"no\" on Monday."),
        Example::Fixes("The mayor didnu2019t call.", "The mayor didn’t call."),
        Example::Keeps(r"Write \n for a line break, and \u2019 for the quote."),
        Example::Keeps(r"The files lie in C:\new\table.txt, where x=20."),
        Example::Keeps("See https://example.org/a%20b%E2%80%99c for more."),
    ],
    scope: Scope::EveryField,
    find: |draft, found| {
        let first = found.len();
        super::in_blocks(Damage::Escape, draft, found);
        if draft.field != Field::Text {
            // A field has one line.
            found[first..].iter_mut().for_each(|edit| edit.after = edit.after.replace(BLOCK_BREAK, " ").into());
        }
    },
};
