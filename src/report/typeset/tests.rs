//! Formulas of every sort, one by one; the texts of all claims are set in `tests/typeset.rs`.

use super::{html, plain, svg};

#[test]
fn formulas_are_set_as_mathematics() {
    let cases = [
        ("w(t) = w^ log t + rho(t)", "<i>w</i>(<i>t</i>) = <i>ŵ</i> log <i>t</i> + <i>ρ</i>(<i>t</i>)"),
        ("||w(t)|| -> infinity", "‖<i>w</i>(<i>t</i>)‖ → ∞"),
        ("z_i.w~ >= 1", "<i>z</i><sub><i>i</i></sub>⋅<i class=\"acc\">w<b>˜</b></i> ≥ 1"),
        ("e^(-mu_- u)", "<i>e</i><sup>−<i>μ</i><sub>−</sub> <i>u</i></sup>"),
        ("1/sqrt(t + 1)", "1/√<span class=\"root\"><i>t</i> + 1</span>"),
        ("1/sqrt t", "1/√<span class=\"root\"><i>t</i></span>"),
        (
            "sum_{j<t} eta^_j",
            "∑<sub><i>j</i>&lt;<i>t</i></sub> <i class=\"acc\">η<b>ˆ</b></i><sub><i>j</i></sub>",
        ),
        ("sum of the steps", "sum of the steps"),
        (
            "M = sum alpha_i z_i z_i^T",
            "<i>M</i> = ∑ <i>α</i><sub><i>i</i></sub> <i>z</i><sub><i>i</i></sub> <i>z</i><sub><i>i</i></sub><sup><i>T</i></sup>",
        ),
        ("the l_inf max margin", "the <i>ℓ</i><sub>∞</sub> max margin"),
        ("l1 max margin", "<i>ℓ</i><sub>1</sub> max margin"),
        ("||g||_*^2", "‖<i>g</i>‖<sub>∗</sub><sup>2</sup>"),
        ("w_t+1 = w_t - eta", "<i>w</i><sub><i>t</i>+1</sub> = <i>w</i><sub><i>t</i></sub> − <i>η</i>"),
        ("1e-8 and 2.3e-4", "10<sup>−8</sup> and 2.3\u{202f}·\u{202f}10<sup>−4</sup>"),
        ("v-bar + r u-bar", "<i class=\"acc\">v<b>¯</b></i> + <i>r</i> <i>ū</i>"),
        ("dw/dlog t", "<i>d</i><i>w</i>/d\u{2009}log <i>t</i>"),
        ("t^-lambda*", "<i>t</i><sup>−<i>λ</i><sup>∗</sup></sup>"),
        ("-l'(u) <= e^-u", "−<i>ℓ</i>′(<i>u</i>) ≤ <i>e</i><sup>−<i>u</i></sup>"),
        ("e^|v-bar| / t", "<i>e</i><sup>|<i class=\"acc\">v<b>¯</b></i>|</sup> / <i>t</i>"),
        ("u_i^-(k+1)", "<i>u</i><sub><i>i</i></sub><sup>−(<i>k</i>+1)</sup>"),
        ("min_i z_i.w", "min<sub><i>i</i></sub> <i>z</i><sub><i>i</i></sub>⋅<i>w</i>"),
        ("|w^|", "|<i>ŵ</i>|"),
        ("x^(k-1)", "<i>x</i><sup><i>k</i>−1</sup>"),
    ];
    for (text, set) in cases {
        assert_eq!(html(text), set, "{text}");
    }
}

#[test]
fn prose_stays_prose() {
    for text in [
        "the max-margin separator of a data set",
        "A row without a step, and without a norm",
        "sign descent posing as gradient descent",
        "Ji and Telgarsky, COLT 2019, PMLR 99",
        "the sum that they had",
    ] {
        assert_eq!(html(text), text);
    }
    assert_eq!(html("Kesler's rows, Theorem 5's"), "Kesler’s rows, Theorem 5’s");
    assert_eq!(html("1e-9 a run"), "10<sup>−9</sup> a run");
    assert_eq!(html("the claim \"as written\""), "the claim “as written”");
    assert_eq!(
        html("as in `show ID`, soudry.thm5.loss."),
        "as in <code>show ID</code>, <code>soudry.thm5.loss</code>."
    );
    assert_eq!(html("a 9 x 10 matrix"), "a 9 × 10 matrix");
    assert_eq!(html("with a = eta/epsilon"), "with <i>a</i> = <i>η</i>/<i>ε</i>");
}

#[test]
fn a_text_can_be_set_without_markup_and_in_a_drawing() {
    assert_eq!(plain("||P_perp w|| <= t^(-1/4)"), "‖P_⊥ w‖ ≤ t^(−1/4)");
    assert_eq!(
        svg("K_t < 1"),
        "<tspan font-style=\"italic\">K</tspan><tspan font-style=\"italic\" font-size=\"75%\" dy=\"0.33em\">t</tspan><tspan dy=\"-0.25em\"> &lt; 1</tspan>"
    );
}

#[test]
fn no_text_is_too_odd_to_be_set() {
    for text in ["", "^", "_", "w_", "w^", "sqrt", "||", "`open", "x^(", "1e", "sum_", "l'", "a", "é^2 & <b>"]
    {
        let set = html(text);
        assert!(!set.contains("<b>"), "{text}: {set}");
        let _ = (svg(text), plain(text));
    }
}
