//! The summary for a pull request or a job's page: what is not as expected first, then paper by paper.

use super::failures::share_of_budget;
use super::terminal::{away_words, summary_words};
use crate::judge::{Duty, Judged, duty_of_claim, duty_of_control};
use crate::record::{Card, ControlVerdict, Must, Verdict, VerdictKind};
use std::fmt::Write;

/// The summary, in GitHub's Markdown.
pub fn markdown(judged: &Judged) -> String {
    let mut out = String::from("## implicit-bias\n\n");
    let on = judged.data.as_ref().map_or(String::new(), |data| format!(" on {}", cell(data)));
    let (summary, seed, profile) = (summary_words(&judged.summary, &()), judged.seed, &judged.profile);
    let _ = writeln!(out, "{}; seed {seed}, profile {profile}{on}.", cell(&summary));
    out += &failed(judged);
    out += &papers(judged);
    if !judged.declined.is_empty() {
        out += "\nNot put to the test:\n\n";
        for (id, why) in &judged.declined {
            let _ = writeln!(out, "- `{id}`: {}", cell(why));
        }
    }
    out
}

/// A line for each claim and control that did not do what it has to.
fn failed(judged: &Judged) -> String {
    let single = judged.single();
    let mut rows = String::new();
    for (_, verdict) in judged.claims() {
        if duty_of_claim(verdict, single) == Duty::Failed {
            let why = verdict.why.as_deref().unwrap_or_default();
            let _ = writeln!(
                rows,
                "| `{}` | {} | {} | {} |",
                verdict.id,
                verdict.expected,
                verdict.verdict,
                cell(why)
            );
        }
        for control in &verdict.controls {
            if duty_of_control(control, single) == Duty::Failed {
                let (must, found) = duty_words(control);
                let name = cell(&control.name);
                let why = control.power.map(|power| away_words(&power)).unwrap_or_default();
                let _ = writeln!(rows, "| `{}`: {name} | {must} | {found} | {why} |", verdict.id);
            }
        }
    }
    if rows.is_empty() {
        return rows;
    }
    format!(
        "\n### Not as expected\n\n| claim or control | expected | found | why |\n|---|---|---|---|\n{rows}"
    )
}

fn duty_words(control: &ControlVerdict) -> (&'static str, &'static str) {
    match control.must {
        Must::BeViolated if control.rejected => ("five budgets away", "too near to the truth"),
        Must::BeViolated => ("rejected", "**accepted**"),
        Must::StayOutside => ("kept out", "**let in**"),
        Must::Hold => ("holds", "does not hold"),
    }
}

/// The papers' counts, then their claims, folded away.
fn papers(judged: &Judged) -> String {
    let mut counts = String::from("\n| paper | claims as expected | controls rejected |\n|---|---|---|\n");
    let mut details = String::new();
    let claims: Vec<(&Card, &Verdict)> = judged.claims().collect();
    for of_paper in claims.chunk_by(|(a, _), (b, _)| a.paper() == b.paper()) {
        let paper = of_paper[0].0.paper();
        let good = of_paper.iter().filter(|(_, verdict)| verdict.as_expected).count();
        let controls = || of_paper.iter().flat_map(|(_, verdict)| &verdict.controls);
        let (rejected, all) = (controls().filter(|control| control.rejected).count(), controls().count());
        let (claims, open) =
            (of_paper.len(), if good < of_paper.len() && !judged.single() { " open" } else { "" });
        let _ = writeln!(counts, "| {paper} | {good} of {claims} | {rejected} of {all} |");
        let _ = write!(
            details,
            "\n<details{open}><summary>{paper}: {good} of {claims} claims as expected</summary>\n\n\
             | claim | verdict | passed | worst miss | controls | nearest falsehood |\n|---|---|---|---|---|---|\n"
        );
        for (card, verdict) in of_paper {
            details += &row(card, verdict);
        }
        details += "\n</details>\n";
    }
    if claims.is_empty() { String::new() } else { counts + &details }
}

fn row(card: &Card, verdict: &Verdict) -> String {
    let (found, trials) = (verdict.verdict, verdict.trials);
    let found = match (verdict.as_expected, found, card.expected) {
        (false, ..) => format!("**{found}**, expected {}", card.expected),
        (true, VerdictKind::Violated, _) => "violated, as expected of a false sentence".to_string(),
        (true, _, VerdictKind::Violated) => format!("{found} of these data, false of data sets in general"),
        (true, ..) => found.to_string(),
    };
    let rejected = verdict.controls.iter().filter(|control| control.rejected).count();
    format!(
        "| `{}`<br>{} | {found} | {} of {} | {} | {rejected} of {} | {} |\n",
        card.id,
        cell(&card.title),
        trials.passed,
        trials.decided(),
        worst(verdict),
        verdict.controls.len(),
        nearest(verdict)
    )
}

/// The comparison nearest to its budget, or the least p-value.
fn worst(verdict: &Verdict) -> String {
    if let Some(test) = verdict.tests.iter().min_by(|a, b| a.p_value.total_cmp(&b.p_value)) {
        return format!("p = {:.1e}, price {:.0e}", test.p_value, test.price);
    }
    let in_words = |(name, worst): (&str, &crate::record::Worst)| {
        format!("{} of its budget ({})", share_of_budget(worst.miss, worst.budget.total()), cell(name))
    };
    verdict.closest_call().map(in_words).unwrap_or_default()
}

/// The falsehood that lies nearest to the truth.
fn nearest(verdict: &Verdict) -> String {
    let falsehoods = verdict.controls.iter().filter(|control| control.must == Must::BeViolated);
    let powers = falsehoods.filter_map(|control| Some((control, control.power?)));
    powers
        .min_by(|(_, a), (_, b)| a.separation.total_cmp(&b.separation))
        .map(|(control, power)| format!("{}: {}", cell(&control.name), away_words(&power)))
        .unwrap_or_default()
}

/// Text within a cell: nothing of it is markup, and it stays on its line.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '&' => out += "&amp;",
            '\n' | '\r' => out.push(' '),
            '|' | '\\' | '*' | '_' | '`' | '~' | '[' | ']' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_text_leaves_its_cell() {
        assert_eq!(cell("||P_perp w|| < 1\nx* `a`"), "\\|\\|P\\_perp w\\|\\| &lt; 1 x\\* \\`a\\`");
        assert_eq!(cell("</details>"), "&lt;/details>");
    }
}
