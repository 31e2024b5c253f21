//! How wide the tabs of the retro bar may be, decided before their titles are
//! asked for, so that each is asked for once.
//!
//! While the titles fit, a callback is told `tab_max_width`, as in the
//! original. Once they do not, it is told an even share of the room, never less
//! than `tab_min_width`; then the bar scrolls. Which of the two holds is
//! remembered from one layout to the next: see docs/tab-bar.md.

/// What a layout hands to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Whether titles are asked for with an even share of the room.
    pub narrow: bool,
    /// Columns that the titles took when they did not fit, and their number.
    natural: usize,
    count: usize,
    /// The fewest columns they took since, with the even share.
    used: usize,
}

impl Default for Fit {
    fn default() -> Self {
        Self {
            narrow: false,
            natural: 0,
            count: 0,
            used: usize::MAX,
        }
    }
}

/// The limits of one layout, in columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// `tab_max_width`.
    pub(super) widest: usize,
    /// An even share of the room, within `tab_min_width` and `widest`.
    share: usize,
    room: usize,
    count: usize,
}

impl Limits {
    pub(super) fn new(room: usize, count: usize, least: usize, widest: usize) -> Self {
        let widest = widest.max(1);
        Self {
            widest,
            share: (room / count.max(1)).clamp(least.clamp(1, widest), widest),
            room,
            count,
        }
    }
}

impl Fit {
    /// The `max_width` that callbacks are told.
    pub(super) fn ask(&self, limits: Limits) -> usize {
        if self.is_narrow(limits) {
            limits.share
        } else {
            limits.widest
        }
    }

    /// Whether the even share is asked for: not where even the widest tabs
    /// fit, and not where there is as much room now as the titles have taken.
    fn is_narrow(&self, limits: Limits) -> bool {
        let gone = self.count.saturating_sub(limits.count);
        let room = limits
            .room
            .saturating_add(gone.saturating_mul(limits.widest));
        self.narrow && limits.share < limits.widest && room < self.natural
    }

    /// Judges the titles that came: the widest a tab may be in this layout, and
    /// what the next one is to know.
    pub(super) fn judge(&self, limits: Limits, widths: &[usize]) -> (usize, Self) {
        let asked = self.ask(limits);
        let total: usize = widths.iter().map(|width| width.min(&asked)).sum();
        if asked == limits.widest {
            if total <= limits.room || limits.share == limits.widest {
                return (limits.widest, Self::default());
            }
            let next = Self {
                narrow: true,
                natural: total,
                count: limits.count,
                used: self.used,
            };
            return (limits.share, next);
        }
        // A title that leaves more than two columns free is as long as it is
        // going to be; the others may want all they can get.
        let hungry = |width: &usize| {
            if width + 2 >= asked {
                limits.widest
            } else {
                *width
            }
        };
        let wanted: usize = widths.iter().map(hungry).sum();
        let next = Self {
            narrow: total >= self.used || wanted > limits.room,
            used: self.used.min(total),
            ..*self
        };
        (limits.share, next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Layouts of titles that want `natural` columns and are cut to what they
    /// are told; returns what was asked in each.
    fn run(fit: &mut Fit, natural: &[usize], room: usize, times: usize) -> Vec<usize> {
        (0..times)
            .map(|_| {
                let limits = Limits::new(room, natural.len(), 8, 16);
                let asked = fit.ask(limits);
                let widths: Vec<usize> = natural.iter().map(|want| *want.min(&asked)).collect();
                *fit = fit.judge(limits, &widths).1;
                asked
            })
            .collect()
    }

    #[test]
    fn what_fits_is_asked_for_as_in_the_original() {
        let mut fit = Fit::default();
        assert_eq!(run(&mut fit, &[16, 16, 16], 60, 3), [16, 16, 16]);
        // Ten short titles leave no room for ten of the widest, but fit.
        assert_eq!(run(&mut fit, &[7; 10], 77, 3), [16, 16, 16]);
    }

    #[test]
    fn what_does_not_fit_is_asked_for_with_a_share_and_settles() {
        let mut fit = Fit::default();
        assert_eq!(run(&mut fit, &[16; 7], 77, 4), [16, 11, 11, 11]);
        assert_eq!(run(&mut fit, &[16; 30], 77, 3), [8, 8, 8]);
        // Tabs close, or the window grows: back to the widest.
        assert_eq!(run(&mut fit, &[16; 4], 77, 2), [16, 16]);
        assert_eq!(run(&mut fit, &[16; 7], 77, 2), [16, 11]);
        assert_eq!(run(&mut fit, &[16; 7], 200, 2), [16, 16]);
    }

    #[test]
    fn shorter_titles_are_noticed() {
        let mut fit = Fit::default();
        assert_eq!(run(&mut fit, &[16; 7], 77, 2), [16, 11]);
        assert_eq!(run(&mut fit, &[16, 7, 7, 7, 7, 7, 7], 77, 3), [11, 16, 16]);
    }

    #[test]
    fn a_title_that_leaves_room_does_not_make_it_swing() {
        // It takes three columns less than it is told, whatever that is.
        let mut fit = Fit::default();
        let mut asked = Vec::new();
        for _ in 0..8 {
            let limits = Limits::new(77, 7, 8, 16);
            let ask = fit.ask(limits);
            asked.push(ask);
            fit = fit.judge(limits, &[ask - 3; 7]).1;
        }
        assert_eq!(&asked[4..], [11; 4]);
    }
}
