//! Each claim and each of its controls as a test of its own: `cargo test soudry`, `cargo test thm5`, or
//! `cargo test --test claims -- --exact 'soudry.thm5.loss: 1/t^2 law'`.
//!
//! Tests of one process share one run of the battery, made when the first of them asks for it, on the claims of the
//! selected tests alone. With `--nocapture` the table that `check` prints goes to standard error.

mod company;
mod failures;
mod headers;
mod prices;
mod rates;
mod suite;
mod table;

use implicit_bias::claim::Check;
use implicit_bias::papers;
use implicit_bias::record::Card;
use implicit_bias::report::{claim_failure, control_failure};
use libtest_mimic::{Arguments, Failed, Trial, run};
use std::process::ExitCode;
use std::sync::Arc;
use suite::{SEED, Shared, Suite};

/// What a test needs to be decided before it can speak.
enum Needs {
    /// Nothing: it reads the card.
    Nothing,
    /// The claim of this position.
    Claim(usize),
    /// The claims of this paper.
    Paper(String),
    /// All claims.
    All,
}

type Body = Box<dyn FnOnce(&Shared) -> Result<(), String> + Send>;

/// A test before it knows its battery.
struct Named {
    name: String,
    needs: Needs,
    body: Body,
}

impl Named {
    fn new(
        name: String,
        needs: Needs,
        body: impl FnOnce(&Shared) -> Result<(), String> + Send + 'static,
    ) -> Named {
        Named { name, needs, body: Box::new(body) }
    }

    fn is_selected(&self, arguments: &Arguments) -> bool {
        !arguments.is_filtered_out(&Trial::test(self.name.as_str(), || Ok(())))
    }

    fn trial(self, shared: Arc<Shared>) -> Trial {
        Trial::test(self.name, move || (self.body)(&shared).map_err(Failed::from))
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let claims = papers::all();
    let tests: Vec<Named> = claims
        .iter()
        .enumerate()
        .flat_map(|(position, claim)| tests_of(position, claim.card()))
        .chain(tests_of_all())
        .chain(tables(&claims))
        .collect();
    let mut asked = vec![false; claims.len()];
    for test in tests.iter().filter(|test| test.is_selected(&arguments)) {
        match &test.needs {
            Needs::Nothing => {}
            Needs::Claim(position) => asked[*position] = true,
            Needs::Paper(paper) => {
                let of_paper = claims.iter().map(|claim| claim.card().paper() == paper);
                asked.iter_mut().zip(of_paper).for_each(|(asked, is)| *asked |= is);
            }
            Needs::All => asked.fill(true),
        }
    }
    let selected =
        claims.into_iter().zip(asked).filter_map(|(claim, asked)| asked.then_some(claim)).collect();
    let shared = Suite::when_asked(selected, arguments.test_threads.unwrap_or(0), arguments.nocapture);
    let trials = tests.into_iter().map(|test| test.trial(Arc::clone(&shared))).collect();
    run(&arguments, trials).exit_code()
}

fn tests_of(position: usize, card: &Card) -> Vec<Named> {
    let id = card.id.clone();
    let claim = Named::new(id.clone(), Needs::Claim(position), move |suite| {
        claim_failure(suite.verdict(&id)).map_or(Ok(()), |words| Err(format!("{words}, seed {SEED}")))
    });
    let controls = card.arms.iter().skip(1).map(|arm| {
        let (id, arm) = (card.id.clone(), arm.name.clone());
        Named::new(format!("{id}: {arm}"), Needs::Claim(position), move |suite| {
            control_failure(suite.control(&id, &arm)).map_or(Ok(()), Err)
        })
    });
    let header = card.clone();
    let header = Named::new(format!("{}, its header", card.id), Needs::Nothing, move |_| {
        headers::fault(&header).map_or(Ok(()), Err)
    });
    [claim, header].into_iter().chain(controls).collect()
}

fn tests_of_all() -> [Named; 4] {
    [
        Named::new("the price of the whole suite".to_string(), Needs::Nothing, |_| prices::fault()),
        Named::new("every control says something".to_string(), Needs::All, |suite| {
            let silent: Vec<String> = suite.verdicts.iter().filter_map(failures::silence).collect();
            if silent.is_empty() { Ok(()) } else { Err(silent.join("\n")) }
        }),
        Named::new("company changes no bit".to_string(), Needs::All, |suite| {
            company::fault(suite).map_or(Ok(()), Err)
        }),
        Named::new("the table of error rates".to_string(), Needs::All, |suite| {
            rates::compare(suite);
            Ok(())
        }),
    ]
}

/// The reviewed table of each paper.
fn tables(claims: &[Arc<dyn Check>]) -> Vec<Named> {
    let mut papers: Vec<String> = claims.iter().map(|claim| claim.card().paper().to_string()).collect();
    papers.dedup();
    let table = |paper: String| {
        Named::new(format!("the table of {paper}"), Needs::Paper(paper.clone()), move |suite| {
            table::compare(&paper, &suite.cards, &suite.verdicts);
            Ok(())
        })
    };
    papers.into_iter().map(table).collect()
}
