//! What a pane of tmux shows when it is first seen, as bytes that make a
//! terminal show the same.

use crate::PaneId;

/// The state of a pane, as `display-message` prints it: fields in this order.
const STATE: &str = "#{cursor_x},#{cursor_y},#{alternate_on},#{cursor_flag},#{insert_flag},\
#{keypad_cursor_flag},#{keypad_flag},#{wrap_flag},#{origin_flag},#{scroll_region_upper},\
#{scroll_region_lower},#{mouse_standard_flag},#{mouse_button_flag},#{mouse_all_flag},\
#{mouse_sgr_flag},#{alternate_saved_x},#{alternate_saved_y},#{pane_title}";

/// Commands whose answers, in this order, are the parts of [`Contents`]. They
/// go on one line, so that nothing is printed in between.
pub(super) fn commands(pane: PaneId) -> [String; 4] {
    [
        format!("display-message -p -t %{pane} '{STATE}'"),
        // Wrapped rows are joined (-J), so that they wrap as they did.
        format!("capture-pane -p -e -J -q -S - -t %{pane}"),
        format!("capture-pane -p -e -J -q -t %{pane}"),
        format!("capture-pane -p -e -J -q -a -t %{pane}"),
    ]
}

/// The parts that have come.
#[derive(Debug, Default)]
pub(super) struct Contents {
    parts: Vec<Vec<Vec<u8>>>,
}

impl Contents {
    /// Takes the next part; whether that was the last.
    pub(super) fn add(&mut self, lines: &[Vec<u8>]) -> bool {
        self.parts.push(lines.to_vec());
        self.parts.len() == 4
    }

    /// The bytes, for a terminal of so many columns and rows.
    pub(super) fn bytes(&self, (cols, rows): (usize, usize)) -> Vec<u8> {
        let [state, all, screen, saved] = match self.parts.as_slice() {
            [state, all, screen, saved] => [state, all, screen, saved],
            _ => return b"\x1bc".to_vec(),
        };
        let state = state.concat();
        let state = String::from_utf8_lossy(&state);
        let fields: Vec<&str> = state.splitn(18, ',').collect();
        let number =
            |at: usize| -> usize { fields.get(at).and_then(|f| f.parse().ok()).unwrap_or(0) };
        let is_on = |at: usize| fields.get(at) == Some(&"1");
        let mut out = b"\x1bc".to_vec();
        let place = |out: &mut Vec<u8>, x: usize, y: usize| {
            let (row, col) = (y.min(rows - 1) + 1, x.min(cols - 1) + 1);
            out.extend_from_slice(format!("\x1b[0m\x1b[{row};{col}H").as_bytes());
        };
        if is_on(2) {
            // `all` is the history of the main screen, then the alternate one.
            let history = all.strip_suffix(screen.as_slice()).unwrap_or_default();
            write_lines(&mut out, history.iter().chain(saved));
            place(&mut out, number(15), number(16));
            out.extend_from_slice(b"\x1b[?1049h\x1b[H");
            write_lines(&mut out, screen);
        } else {
            write_lines(&mut out, all);
        }
        if let Some(title) = fields.get(17) {
            let title: String = title
                .chars()
                .filter(|c| !c.is_control())
                .take(1000)
                .collect();
            out.extend_from_slice(format!("\x1b]2;{title}\x1b\\").as_bytes());
        }
        let (top, bottom) = (number(9), number(10));
        if top < bottom && bottom < rows && (top, bottom) != (0, rows - 1) {
            let region = format!("\x1b[{};{}r", top + 1, bottom + 1);
            out.extend_from_slice(region.as_bytes());
        }
        place(&mut out, number(0), number(1));
        for (at, sequence) in [
            (4, "\x1b[4h"),
            (5, "\x1b[?1h"),
            (6, "\x1b="),
            (11, "\x1b[?1000h"),
            (12, "\x1b[?1002h"),
            (13, "\x1b[?1003h"),
            (14, "\x1b[?1006h"),
        ] {
            if is_on(at) {
                out.extend_from_slice(sequence.as_bytes());
            }
        }
        for (at, sequence) in [(3, "\x1b[?25l"), (7, "\x1b[?7l")] {
            if !is_on(at) {
                out.extend_from_slice(sequence.as_bytes());
            }
        }
        out
    }
}

/// Rows one below the other, the last without an end.
fn write_lines<'a>(out: &mut Vec<u8>, lines: impl IntoIterator<Item = &'a Vec<u8>>) {
    for (at, line) in lines.into_iter().enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use term::{Terminal, TerminalConfig};
    use wezterm_types::TerminalSize;

    fn shown(parts: [&[&str]; 4], size: (usize, usize)) -> Terminal {
        let mut contents = Contents::default();
        for (at, part) in parts.into_iter().enumerate() {
            let lines: Vec<Vec<u8>> = part.iter().map(|line| line.as_bytes().to_vec()).collect();
            assert_eq!(contents.add(&lines), at == 3);
        }
        let size_in_cells = TerminalSize {
            cols: size.0,
            rows: size.1,
            ..TerminalSize::default()
        };
        let mut terminal = Terminal::new(size_in_cells, TerminalConfig::default());
        terminal.advance(&contents.bytes(size));
        terminal
    }

    #[test]
    fn history_screen_and_cursor() {
        let state = "2,1,0,1,0,0,0,1,0,0,2,0,0,0,0,4294967295,4294967295,my, title";
        let terminal = shown(
            [
                &[state],
                &["old", "\x1b[1mone", "two\x1b[0m", "$ "],
                &[],
                &[],
            ],
            (10, 3),
        );
        assert_eq!(
            terminal.lines_text(100, false).trim_end(),
            "old\none\ntwo\n$"
        );
        assert_eq!(terminal.title(), "my, title");
        let cursor = terminal.cursor();
        assert_eq!((cursor.col, cursor.row), (2, 1));
    }

    #[test]
    fn an_alternate_screen_hides_the_main_one() {
        let state = "0,0,1,0,0,1,0,1,0,0,2,0,0,1,1,3,2,vi";
        let mut terminal = shown(
            [
                &[state],
                &["old", "~", "~", "vi"],
                &["~", "~", "vi"],
                &["one", "two", "$ vi"],
            ],
            (10, 3),
        );
        assert!(terminal.lines_text(3, false).contains("vi"));
        terminal.advance(b"\x1b[?1049l");
        assert_eq!(
            terminal.lines_text(100, false).trim_end(),
            "old\none\ntwo\n$ vi"
        );
    }
}
