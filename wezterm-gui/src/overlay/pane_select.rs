//! `PaneSelect`: letters over the panes of the tab choose one.

use super::labels::labels;
use super::{Outcome, Overlay, Place, Reply, Size, Style, View, keys};
use config::Config;
use config::keys::PaneSelectArguments;
use mux::PaneId;
use wezterm_types::{KeyCode, KeyEvent};

/// A label over a pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) pane: PaneId,
    pub(crate) text: String,
}

/// The overlay.
pub(crate) struct PaneSelect {
    args: PaneSelectArguments,
    panes: Vec<(PaneId, String)>,
    typed: String,
}

impl PaneSelect {
    /// Labels for these panes; `None` when the alphabet has too few letters.
    pub(crate) fn new(
        args: PaneSelectArguments,
        panes: &[PaneId],
        config: &Config,
    ) -> Option<Self> {
        let alphabet = match args.alphabet.as_str() {
            "" => &config.quick_select_alphabet,
            own => own,
        };
        let labels = labels(alphabet, panes.len());
        (labels.len() == panes.len()).then(|| Self {
            panes: panes.iter().copied().zip(labels).collect(),
            args,
            typed: String::new(),
        })
    }
}

impl Overlay for PaneSelect {
    fn name(&self) -> &'static str {
        "panes"
    }

    fn place(&self, _config: &Config, _room: Size) -> Place {
        Place::OverPanes
    }

    fn font_size(&self, config: &Config) -> Option<f64> {
        Some(config.pane_select_font_size)
    }

    fn style(&self, config: &Config) -> Style {
        let (fg, bg) = (config.pane_select_fg_color, config.pane_select_bg_color);
        Style {
            fg,
            bg,
            ..Style::of_terminal(&config.palette())
        }
    }

    fn key(&mut self, key: &KeyEvent) -> Reply {
        match key.key {
            KeyCode::Escape => return Reply::Close,
            KeyCode::Backspace => {
                self.typed.pop();
                return Reply::Used;
            }
            _ => {}
        }
        let Some(text) = keys::typed_text(key) else {
            return Reply::Pass;
        };
        let text = text.to_owned();
        self.text(&text)
    }

    fn text(&mut self, text: &str) -> Reply {
        self.typed.push_str(text);
        let typed = self.typed.as_str();
        if let Some((pane, _)) = self.panes.iter().find(|(_, label)| label == typed) {
            return Reply::Finish(Outcome::Pane {
                pane: *pane,
                mode: self.args.mode,
            });
        }
        if !self.panes.iter().any(|(_, label)| label.starts_with(typed)) {
            self.typed.clear();
        }
        Reply::Used
    }

    fn view(&mut self, _size: Size, style: &Style) -> View {
        let marks = self.marks();
        View {
            lines: marks
                .iter()
                .map(|mark| super::Line::plain(format!("{} {}", mark.pane, mark.text), style.fg))
                .collect(),
            cursor: None,
        }
    }

    fn marks(&self) -> Vec<Mark> {
        let typed = self.typed.as_str();
        self.panes
            .iter()
            .filter_map(|(pane, label)| {
                let rest = label.strip_prefix(typed)?;
                let text = match self.args.show_pane_ids {
                    true => format!("{rest}: {pane}"),
                    false => rest.to_owned(),
                };
                Some(Mark { pane: *pane, text })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::tests::press;
    use super::*;
    use wezterm_types::Modifiers;

    #[test]
    fn labels_choose_panes() {
        let args = PaneSelectArguments {
            alphabet: "ab".to_owned(),
            show_pane_ids: true,
            ..PaneSelectArguments::default()
        };
        let mut select = PaneSelect::new(args.clone(), &[7, 8, 9], &Config::default()).unwrap();
        let texts = |select: &PaneSelect| -> Vec<String> {
            select.marks().into_iter().map(|mark| mark.text).collect()
        };
        assert_eq!(texts(&select), ["a: 7", "ba: 8", "bb: 9"]);
        let mut type_letter = |c| select.key(&press(KeyCode::Char(c), Modifiers::empty()));
        assert!(matches!(type_letter('b'), Reply::Used));
        match type_letter('b') {
            Reply::Finish(Outcome::Pane { pane, .. }) => assert_eq!(pane, 9),
            other => panic!("{other:?}"),
        }
        let few = PaneSelectArguments {
            alphabet: "a".to_owned(),
            ..args
        };
        assert!(PaneSelect::new(few, &[1, 2], &Config::default()).is_none());
    }
}
