//! `copydesk rules`: what each rule does, with examples.

use clap::Args;

use super::{CommonArgs, Exit, Result, Stop, configuration};
use crate::report::rule_page;
use crate::rules::{AnyRule, Example};

#[derive(Debug, Args)]
pub struct RulesArgs {
    /// A rule, a family or a group; nothing for the list of all
    name: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    common: CommonArgs,
}

pub fn run(args: &RulesArgs) -> Result {
    let config = configuration::load(&args.common, None)?;
    let chosen: Vec<&AnyRule> = match &args.name {
        None => config.rules.all().iter().collect(),
        Some(name) => config.rules.named(name).map_err(Stop::new)?,
    };
    let text = if args.json {
        let list: Vec<_> = chosen.iter().map(|rule| json(rule)).collect();
        format!("{}\n", serde_json::json!({ "schema": "copydesk/rules/1", "rules": list }))
    } else if args.name.is_some() {
        chosen.iter().map(|rule| rule_page(rule)).collect::<Vec<_>>().join("\n")
    } else {
        let width = chosen.iter().map(|rule| rule.name().len()).max().unwrap_or(0);
        chosen
            .iter()
            .map(|rule| format!("{:width$}  {:6}  {}\n", rule.name(), rule.certainty().as_str(), rule.summary()))
            .collect()
    };
    super::print(&text)?;
    Ok(Exit::Done)
}

fn json(rule: &AnyRule) -> serde_json::Value {
    let examples: Vec<_> = rule
        .examples()
        .iter()
        .map(|example| match example {
            Example::Fixes(before, after) => serde_json::json!({ "before": before, "after": after }),
            Example::Keeps(text) => serde_json::json!({ "keeps": text }),
        })
        .collect();
    serde_json::json!({
        "name": rule.name(), "group": rule.group().as_str(), "family": rule.family(),
        "certainty": rule.certainty().as_str(), "summary": rule.summary(), "evidence": rule.evidence(), "examples": examples,
    })
}
