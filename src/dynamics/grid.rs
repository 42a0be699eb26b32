//! At which step counts a run is recorded.

/// 10^(k/8) for k = 0..8.
const EIGHTHS: [f64; 8] = [
    1.0,
    1.333521432163324,
    1.7782794100389228,
    2.371373705661655,
    3.1622776601683795,
    4.216965034285822,
    5.623413251903491,
    7.498942093324559,
];

/// The step counts at which a run to `until` is recorded: 0, the numbers 10^(k/8) rounded to whole ones without
/// repetition (every power of ten is among them), and `until` itself.
///
/// The grid is absolute: up to any t it is the same for every run that goes as far.
///
/// ```
/// let grid = implicit_bias::dynamics::recording_grid(100);
/// assert_eq!(grid, [0, 1, 2, 3, 4, 6, 7, 10, 13, 18, 24, 32, 42, 56, 75, 100]);
/// ```
pub fn recording_grid(until: u64) -> Vec<u64> {
    let mut grid = vec![0];
    let mut decade = 1.0;
    'decades: loop {
        for eighth in EIGHTHS {
            let t = (eighth * decade).round() as u64;
            if t > until || t == u64::MAX {
                break 'decades;
            }
            if grid.last() != Some(&t) {
                grid.push(t);
            }
        }
        decade *= 10.0;
    }
    if grid.last() != Some(&until) {
        grid.push(until);
    }
    grid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_grid_starts_with_the_shorter_one() {
        let long = recording_grid(1_000_000);
        for until in [0, 1, 5, 1000, 4217, 99_999] {
            let short = recording_grid(until);
            assert_eq!(short.last(), Some(&until));
            assert_eq!(long[..short.len() - 1], short[..short.len() - 1]);
        }
        for power in 0..=6 {
            assert!(long.contains(&10u64.pow(power)));
        }
        assert!(long.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn the_greatest_horizon_is_no_overflow() {
        assert_eq!(recording_grid(u64::MAX).last(), Some(&u64::MAX));
    }
}
