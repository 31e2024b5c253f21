//! The bar at the left or right: a tab a row, so that the rows in view are
//! known before any title is asked for. Both kinds of bar are laid out here;
//! the fancy one has higher rows.
//!
//! From the top: the window's buttons, the left status, the tabs with a mark at
//! each end where they do not fit, the new-tab button; at the bottom the right
//! status.

use super::layout::{Layout, Titles};
use super::{BarAttrs, Pointer, TabBarItem, TabBarState};
use config::structs::IntegratedTitleButtonAlignment;
use std::rc::Rc;

/// Rows of each status at most.
const STATUS_ROWS: usize = 4;

pub(super) fn compute(
    mut layout: Layout<'_>,
    hovered: TabBarItem,
    titles: Titles<'_>,
) -> TabBarState {
    let input = layout.input;
    let rows = input.view.rows;
    let buttons = layout.window_buttons();
    if input.window_buttons && rows > 1 {
        // The fancy bar draws its own into this row.
        let widths = buttons
            .iter()
            .map(|button| layout.button_line(*button, false).width());
        let rest = input.width.saturating_sub(widths.sum());
        if input.config.integrated_title_button_alignment == IntegratedTitleButtonAlignment::Right {
            layout.skip(rest);
        }
        for button in buttons {
            layout.push_button(button);
        }
        layout.next_line();
    }
    let attrs = layout.bar_attrs();
    let room = |layout: &Layout<'_>| rows.saturating_sub(layout.row);
    let most = STATUS_ROWS.min(room(&layout) / 4);
    for line in layout
        .styled(input.left_status, attrs)
        .wrap(input.width, most)
    {
        layout.push(TabBarItem::LeftStatus, line);
        layout.next_line();
    }
    let most = STATUS_ROWS.min(room(&layout) / 4);
    let right_status = layout
        .styled(input.right_status, attrs)
        .wrap(input.width, most);

    if input.config.show_tabs_in_tab_bar {
        let mut left = room(&layout).saturating_sub(right_status.len());
        if input.config.show_new_tab_button_in_tab_bar && left > 1 {
            left -= 1;
        }
        tabs(&mut layout, hovered, left, titles);
    }
    if input.config.show_new_tab_button_in_tab_bar && room(&layout) > right_status.len() {
        layout.push_new_tab_button();
        layout.next_line();
    }
    while room(&layout) > right_status.len() {
        layout.next_line();
    }
    for line in right_status {
        layout.push(TabBarItem::RightStatus, line);
        layout.next_line();
    }
    layout.finish()
}

/// The tabs in view, in `room` rows with the marks.
fn tabs(layout: &mut Layout<'_>, hovered: TabBarItem, room: usize, titles: Titles<'_>) {
    let input = layout.input;
    let tabs = input.list.tabs();
    let active = tabs.iter().position(|tab| tab.is_active);
    // With fewer rows there is no place for marks.
    let marks = if room >= 4 { 2 } else { 0 };
    let heights = vec![1.0; tabs.len()];
    let marked = room.saturating_sub(marks).max(1) as f32;
    let shown = input
        .view
        .scroll
        .resolve(&heights, active, room as f32, marked);
    (layout.first, layout.more) = (shown.first, shown.more);
    let marked = shown.overflow && marks > 0;
    if marked {
        let more = shown.first > 0;
        layout.push_mark(TabBarItem::ScrollBack, " ▲", input.width, more);
        layout.next_line();
    }
    let top = layout.row;
    for (row, place) in (shown.first..shown.end.min(shown.first + room)).enumerate() {
        let tab = &tabs[place];
        let over = match input.pointer {
            Pointer::Cell { row: at, column } => at == top + row && column < input.width,
            Pointer::Over(_) => hovered.tab_index() == Some(place),
            Pointer::Away | Pointer::Column(_) => false,
        };
        let hover = over && !tab.is_active;
        layout.settle(place, hover, input.width, titles);
        let (mut line, default) = layout.kept.line(place);
        if !layout.fancy {
            // The rest of the row goes on as the title ends.
            let attrs = (line.cells().last())
                .map_or_else(|| layout.tab_attrs(tab, hover), |cell| cell.attrs);
            let plain = BarAttrs::plain(attrs.fg, attrs.bg);
            Rc::make_mut(&mut line).fit(input.width, plain);
        }
        layout.push_tab(place, (line, default), over.then_some(place));
        layout.next_line();
    }
    if marked {
        layout.push_mark(TabBarItem::ScrollForward, " ▼", input.width, shown.more);
        layout.next_line();
    }
}
