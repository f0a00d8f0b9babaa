//! The one ordered list. Within a group, the rule that stands first gets a place that two rules want.
//!
//! A rule is a file `src/rules/GROUP/NAME.rs` that declares `pub static RULE`, and one line here. The line also makes
//! the file a module: each group's `mod.rs` calls the macro that is named after it.

use super::Rule;

/// The version of the rules and their word lists, as documents state it in `provenance.rules`: year and month, and a
/// letter where a month saw more than one.
pub const RULES_VERSION: &str = "2026.11";

/// Makes `RULES` and, for each group, the macro that declares its rules' modules.
macro_rules! rules {
    ($($group:ident: $($rule:ident),+;)+) => {
        /// Every rule that copydesk has.
        pub static RULES: &[&Rule] = &[$($(&super::$group::$rule::RULE),+),+];

        /// Where each rule lies: its group and its file.
        #[cfg(test)]
        const FILES: &[(&str, &str)] = &[$($((stringify!($group), stringify!($rule))),+),+];

        $(
            macro_rules! $group {
                () => {
                    $(pub(in crate::rules) mod $rule;)+
                };
            }
            pub(super) use $group;
        )+
    };
}

rules! {
    repair:
        escaped_entity,
        escape,
        c1_entity,
        mojibake,
        lost_byte,
        lost_space,
        legacy_mixup,
        terminal_sequence,
        c0_control,
        c1_control,
        replacement_character,
        zawgyi;
    artifact:
        // Whole statements, sheets and elements first: what stands inside of them is theirs.
        script,
        style,
        markup,
        shortcode,
        template,
        empty_label,
        entity_line,
        advertisement,
        share,
        newsletter,
        related,
        player,
        comments,
        post_meta,
        copyright,
        consent,
        navigation,
        invisible,
        embed,
        tracking,
        // After all that goes by what it says: of two copies the first is to stay.
        repeated,
        stray_line;
    glue:
        sentence,
        comma,
        quote,
        bracket,
        digit,
        case,
        letters;
    spacing:
        broken_word,
        space_before_mark,
        repeated_blank;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_called_as_its_file() {
        assert_eq!(FILES.len(), RULES.len());
        for (rule, (group, file)) in RULES.iter().zip(FILES) {
            assert_eq!(rule.name, format!("{group}.{file}"));
            assert_eq!(rule.group.as_str(), *group);
        }
    }
}
