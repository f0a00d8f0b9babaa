//! Texts with escapes, and texts on escapes.

use super::*;

fn fixed(text: &str) -> String {
    let mut fixed = text.to_owned();
    for proposal in find(text).into_iter().rev() {
        fixed.replace_range(proposal.span, &proposal.after);
    }
    fixed
}

fn check(text: &str, expected: &str) {
    assert_eq!(fixed(text), expected);
}

fn check_left(text: &str) {
    check(text, text);
    assert!(is_left(text), "{text}");
}

fn check_meant(text: &str) {
    check(text, text);
    assert!(!is_left(text), "{text}");
}

#[test]
fn fix_string_literals() {
    check(
        r"It is shut.\n\n\u201cNobody told us,\u201d she said. \ud83d\ude00",
        "It is shut.\n\n“Nobody told us,” she said. 😀",
    );
    check(r"Der M\u00fcller kam.\nEr ging nicht\nwieder.", "Der Müller kam.\n\nEr ging nicht wieder.");
    check(r"It\\u2019s late.\\r\\nGo.\\n", "It’s late.\n\nGo.");
    check(r"It didn\'t rain, and he didn\'t care.", "It didn't rain, and he didn't care.");
    check(r"It\xe2\x80\x99s late, d\xe9j\xe0 vu\xa0!", "It’s late, déjà vu\u{A0}!");
    check(r"El Ni\303\261o comes.", "El Niño comes.");
    check(r"Ends \u00e0 Paris, o\u00f9 il vit \u2014 se", "Ends à Paris, où il vit — se");
}

#[test]
fn fix_texts_that_are_escapes_throughout() {
    check(
        r"\xd0\x9c\xd0\xbe\xd1\x81\xd1\x82 \xd0\xb7\xd0\xb0\xd0\xba\xd1\x80\xd1\x8b\xd1\x82 \xd0\xb4\xd0\xbe \xd0\xb2\xd0\xb5\xd1\x81\xd0\xbd\xd1\x8b.",
        "Мост закрыт до весны.",
    );
    check(
        "=D0=9C=D0=BE=D1=81=D1=82 =D0=B7=D0=B0=D0=BA=D1=80=D1=8B=D1=82 =D0=B4=D0=BE =D0=B2=D0=B5=D1=81=D0=BD=D1=8B.",
        "Мост закрыт до весны.",
    );
    check(
        "%E6%B8%A1%E3%81%97%E8%88%B9%E3%81%AF%E6%9C%9D%E6%97%A9%E3%81%8F%E6%B8%AF%E3%82%92%E5%87%BA%E3%81%9F%E3%80%82 %E8%88%B9%E9%95%B7%E3%81%AF%E4%BD%95%E3%82%82%E8%A9%B1%E3%81%95%E3%81%AA%E3%81%8B%E3%81%A3%E3%81%9F%E3%80%82",
        "渡し船は朝早く港を出た。 船長は何も話さなかった。",
    );
    check("On n=e2=80=99a rien dit, et l=e2=80=99eau monte.", "On n’a rien dit, et l’eau monte.");
    check_meant("The word %D0%9C%D0%BE%D1%81%D1%82 is in the address.");
}

#[test]
fn fix_literals_round_a_whole_text() {
    check(r"b'It\xe2\x80\x99s late.\n\nGo.\n'", "It’s late.\n\nGo.");
    check("b\"It's late.\"", "It's late.");
    check(r#""He said \"no\" on Monday.\nAnd left.""#, "He said \"no\" on Monday.\n\nAnd left.");
    check("\"He said \"\"no\"\" on Monday.\"", "He said \"no\" on Monday.");
    check("\"\"\"No,\"\" he said.\"", "\"No,\" he said.");
    check("He said \"\"no\"\" twice, and \"\"yes\"\" once.", "He said \"no\" twice, and \"yes\" once.");
}

#[test]
fn fix_escapes_without_their_backslash() {
    check("The mayor didnu2019t call. u201cNobodyu201d, u2014 he said.", "The mayor didn’t call. “Nobody”, — he said.");
    check("Le cafu00e9 a fermu00e9.", "Le café a fermé.");
    check("She didnxe2x80x99t call.", "She didn’t call.");
}

#[test]
fn fix_mail_and_addresses() {
    check("didn=E2=80=99t say no =E2=80=94 he won=E2=80=99t.=20\nE =3D m", "didn’t say no — he won’t.\nE = m");
    check("Le caf=E9 a ferm=E9.", "Le café a fermé.");
    check("The mayor didn%E2%80%99t say%20no.", "The mayor didn’t say no.");
    check("It%u2019s late.", "It’s late.");
    assert_eq!(quoted_printable::without_soft_breaks("d=C3=A9j=\n=C3=A0 vu"), "d=C3=A9j=C3=A0 vu");
    assert_eq!(quoted_printable::without_soft_breaks("a =\nb"), "a =\nb");
}

#[test]
fn dont_flag_what_is_meant() {
    for text in [
        r"Use \n for a new line, \t for a tab and \u2019 for the quote.",
        r"The files lie in C:\new\table.txt and C:\temp\read.",
        r"The operator \nabla and the angle \theta are written so.",
        r"A pattern such as \d+\.\n finds it.",
        "The file is at https://example.org/a%20b%E2%80%99c?x=20 and my%20file.pdf.",
        "See http://example.org/?cmp=B&id=50E&t=E9&c=C3=A9a, http://example.org/?d=A0b.",
        "With x=20 and y=3D it is a 3D film; a = b.",
        "Sales rose 5%20 years on; 100%ab heute.",
        "The u2019 squad and the menu2019, u20 and u2018.",
        "He typed \"\" and it was gone; 6\"\" long.",
        "\"No,\" he said. \"Never.\"",
        "¯\\_(ツ)_/¯",
        "'Tis late, she said, 'and cold'",
    ] {
        check_meant(text);
    }
}

#[test]
fn dont_flag_escapes_in_code_but_say_that_they_are_left() {
    check_left(r"It\u2019s in JSON that one writes it so.");
    check_left(r#"echo "It rained.\nThey left.";"#);
}
