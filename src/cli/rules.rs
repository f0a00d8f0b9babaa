//! `copydesk rules`: what each rule does, with examples.

use clap::Args;

use super::{Exit, Result, Stop};
use crate::config::nearest;
use crate::report::rule_page;
use crate::rules::{Example, RULES, Rule};

#[derive(Debug, Args)]
pub struct RulesArgs {
    /// A rule, a family or a group; nothing for the list of all
    name: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &RulesArgs) -> Result {
    let chosen: Vec<&Rule> = match &args.name {
        None => RULES.to_vec(),
        Some(name) => RULES.iter().copied().filter(|rule| answers_to(rule, name)).collect(),
    };
    if let (Some(name), true) = (&args.name, chosen.is_empty()) {
        let known = RULES.iter().flat_map(|rule| [rule.name, rule.family, rule.group.as_str()]);
        let hint = nearest(name, known).map(|known| format!("; did you mean `{known}`?")).unwrap_or_default();
        return Err(Stop::new(format!("no rule, family or group is called `{name}`{hint}")));
    }
    let text = if args.json {
        let list: Vec<_> = chosen.iter().map(|rule| json(rule)).collect();
        format!("{}\n", serde_json::json!({ "schema": "copydesk/rules/1", "rules": list }))
    } else if args.name.is_some() {
        chosen.iter().map(|rule| rule_page(rule)).collect::<Vec<_>>().join("\n")
    } else {
        let width = chosen.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
        chosen
            .iter()
            .map(|rule| format!("{:width$}  {:6}  {}\n", rule.name, rule.certainty.as_str(), rule.summary))
            .collect()
    };
    super::print(&text)?;
    Ok(Exit::Done)
}

fn answers_to(rule: &Rule, name: &str) -> bool {
    rule.name == name || rule.family == name || rule.group.as_str() == name
}

fn json(rule: &Rule) -> serde_json::Value {
    let examples: Vec<_> = rule
        .examples
        .iter()
        .map(|example| match example {
            Example::Fixes(before, after) => serde_json::json!({ "before": before, "after": after }),
            Example::Keeps(text) => serde_json::json!({ "keeps": text }),
        })
        .collect();
    serde_json::json!({
        "name": rule.name, "group": rule.group.as_str(), "family": rule.family, "certainty": rule.certainty.as_str(),
        "summary": rule.summary, "evidence": rule.evidence, "examples": examples,
    })
}
