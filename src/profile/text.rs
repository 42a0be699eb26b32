//! A profile as a page of text.

use super::runs::Ending;
use super::{Dependence, Held, Kind, Part, Profile};
use std::fmt;

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ending::Reached => write!(f, "reached its last step"),
            Ending::Diverged { at } => write!(f, "diverged: w is not finite at step {at}"),
            Ending::NotSeparating { set } => {
                write!(f, "does not separate data set {set} at the end: no direction to speak of")
            }
            Ending::AtRest => write!(f, "came to rest: nothing moved over the last decade of steps"),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            Kind::Vectors => "two classes, w a vector (15 x 8, 3 data sets)",
            Kind::Matrices => "four classes, W a matrix (8 points, 4 x 6, 3 data sets)",
        };
        let verdict = match (&self.ending, self.approached) {
            (Ending::Reached, Some(answer)) => {
                let short = self.held.iter().find(|held| held.answer == answer).map_or(0.0, Held::short);
                match short > 0.0 {
                    true => format!("comes near the {answer} max margin, and stays {short:.0e} of it short"),
                    false => format!("approaches the {answer} max margin"),
                }
            }
            (Ending::Reached, None) => self.without_one(),
            (ending, _) => ending.to_string(),
        };
        writeln!(f, "{what}: {verdict}")?;
        if self.held.is_empty() {
            return Ok(());
        }
        writeln!(
            f,
            "  {:<9} {:>7} {:>9} {:>8} {:>9} {:>8} {:>7}",
            "answer", "ratio", "slope", "error", "heading", "error", "apart"
        )?;
        for held in &self.held {
            let verdict = match held.approached {
                Some(true) if held.short() > 0.0 => "near",
                Some(true) => "yes",
                Some(false) => "no",
                None => "cannot tell",
            };
            let name = held.answer.to_string();
            writeln!(
                f,
                "  {name:<9} {:>7.4} {:>9.5} {:>8.0e} {:>9.5} {:>8.0e} {:>7.3}   {verdict}",
                held.ratio,
                held.slope.value,
                held.slope.error,
                held.heading.value,
                held.heading.error,
                held.apart
            )?;
        }
        if let Some((gap, exponent)) = self.rate {
            let law = if exponent < 0.15 {
                "no power of t: as slow as 1/log t".to_string()
            } else {
                format!("like t^-{exponent:.2} over the last decade")
            };
            writeln!(f, "  1 - ratio is {gap:.1e} at the end, {law}")?;
        }
        Ok(())
    }
}

impl Part {
    fn without_one(&self) -> String {
        let of = |what: Option<bool>| -> Vec<String> {
            let those = self.held.iter().filter(|held| held.approached == what);
            those.map(|held| held.answer.to_string()).collect()
        };
        let open = [of(Some(true)), of(None)].concat();
        match open.is_empty() {
            true => "approaches none of these answers".to_string(),
            false => format!("cannot tell: not yet decided are {}", open.join(", ")),
        }
    }
}

impl fmt::Display for Dependence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.depends() {
            Some(true) => "the direction depends on it",
            Some(false) => "the direction does not depend on it",
            None => "cannot tell",
        };
        match self {
            Dependence::Seen { apart, error } => write!(f, "{word} (apart {apart:.1e}, error {error:.1e})"),
            Dependence::NotSeen(ending) => write!(f, "{word}: a run {ending}"),
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Profile { optimizer, step, schedule, steps, seed, .. } = self;
        writeln!(f, "{optimizer}, step {step}, {} schedule, {steps} steps, seed {seed}\n", schedule.key())?;
        writeln!(f, "{}\n{}", self.vectors, self.matrices)?;
        writeln!(f, "start:     {}", self.start)?;
        writeln!(f, "step size: {} (a quarter of it)", self.step_size)?;
        write!(
            f,
            "\nratio: least margin over norm, over the certified max margin. slope: what the margin grew over what the norm grew in the last half\n\
             decade of steps, likewise. heading: the ratio of the move of that half decade by itself. error: what either may still change, by its\n\
             last two changes. apart: how far the nearest other answer falls short in this norm. An answer is approached where slope or heading\n\
             stays within a quarter of that of 1 with its error, and the other does not leave it, on every data set; or the ratio, where neither tells."
        )
    }
}
