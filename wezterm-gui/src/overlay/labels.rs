//! Short labels made of the letters of an alphabet.

/// `count` labels of one letter where there are letters enough, else of as
/// few as it takes; no label begins with another. Where the alphabet has no
/// two letters there are none, and never more than a thousand letters' worth.
pub(crate) fn labels(alphabet: &str, count: usize) -> Vec<String> {
    let mut letters: Vec<char> = Vec::new();
    for c in alphabet.chars() {
        if !letters.contains(&c) && !c.is_control() && !c.is_whitespace() {
            letters.push(c);
        }
    }
    let n = letters.len();
    if n == 0 || (n == 1 && count > 1) {
        return Vec::new();
    }
    let mut labels: Vec<String> = letters.iter().map(char::to_string).collect();
    // The last letters become beginnings of longer labels, one by one: those
    // that are nearest to the hand stay single.
    while labels.len() < count {
        let Some(shortest) = labels.iter().map(|l| l.chars().count()).min() else {
            break;
        };
        let at = labels.iter().rposition(|l| l.chars().count() == shortest);
        let Some(prefix) = at.map(|at| labels.remove(at)) else {
            break;
        };
        labels.extend(letters.iter().map(|c| format!("{prefix}{c}")));
    }
    labels.truncate(count);
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_stay_short() {
        assert_eq!(labels("abc", 3), ["a", "b", "c"]);
        assert_eq!(labels("abc", 5), ["a", "b", "ca", "cb", "cc"]);
        assert_eq!(labels("abc", 6), ["a", "ca", "cb", "cc", "ba", "bb"]);
        assert_eq!(labels("", 3), [""; 0]);
        assert_eq!(labels("a", 1), ["a"]);
        assert_eq!(labels("a", 2), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_label_begins_with_another(alphabet in "[a-h]{2,8}", count in 0usize..300) {
            let labels = labels(&alphabet, count);
            let distinct: std::collections::HashSet<char> = alphabet.chars().collect();
            if distinct.len() > 1 {
                prop_assert_eq!(labels.len(), count);
            }
            for (at, a) in labels.iter().enumerate() {
                for (other, b) in labels.iter().enumerate() {
                    prop_assert!(at == other || !b.starts_with(a.as_str()), "{} {}", a, b);
                }
            }
        }
    }
}
