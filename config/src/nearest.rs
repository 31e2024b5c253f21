//! "Did you mean": the known names closest to a misspelt one.

/// At most three of `candidates`, nearest first, that `name` is probably a
/// misspelling of. Letter case does not count as a difference.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    // A name of a megabyte is nobody's misspelling, and costs a megabyte a row.
    if wanted.len() > 100 {
        return Vec::new();
    }
    let limit = (wanted.len() / 3).max(1);
    let mut scored: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let known: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
            if known.len().abs_diff(wanted.len()) > limit {
                return None;
            }
            let distance = edit_distance(&wanted, &known);
            (distance <= limit).then_some((distance, candidate))
        })
        .collect();
    scored.sort_unstable();
    scored.dedup();
    // Beside a name that is one slip away, one that needs several says nothing.
    let best = scored.first().map_or(0, |(distance, _)| *distance);
    scored.retain(|(distance, _)| *distance <= best + 1);
    scored.truncate(3);
    scored.into_iter().map(|(_, name)| name).collect()
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a`
/// into `b` (optimal string alignment).
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for (i, ca) in a.iter().enumerate() {
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(ca != cb))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *ca == b[j - 1] && a[i - 1] == *cb {
                best = best.min(before_last[j - 1] + 1);
            }
            row[j + 1] = best;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[b.len()]
}

/// `; did you mean A or B?`, or nothing when no name is near.
pub(crate) fn hint(nearest: &[String]) -> String {
    if nearest.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", nearest.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_misspellings_and_only_those() {
        let names = [
            "tab_max_width",
            "tab_min_width",
            "term",
            "font_size",
            "font",
        ];
        assert_eq!(nearest("tab_max_widht", names), ["tab_max_width"]);
        assert_eq!(nearest("FontSize", names), ["font_size"]);
        assert_eq!(nearest("fnt", names), ["font"]);
        assert!(nearest("zzzzzz", names).is_empty());
        assert!(nearest("", names).is_empty());
    }

    #[test]
    fn a_swap_is_one_edit() {
        let chars = |s: &str| s.chars().collect::<Vec<_>>();
        assert_eq!(edit_distance(&chars("abcd"), &chars("abdc")), 1);
        assert_eq!(edit_distance(&chars(""), &chars("abc")), 3);
        assert_eq!(edit_distance(&chars("kitten"), &chars("sitting")), 3);
    }
}
