//! The family of random callbacks: what a handler may read, and what it may do
//! to deceive a cache.

use proptest::prelude::*;

/// Expressions that read arguments and outer state, and change nothing. The
/// second half reads in ways that the tracing proxies of the test do not see
/// through.
const READS: &[&str] = &[
    "tab.tab_index",
    "tab.tab_id",
    "tab.tab_title",
    "tab.window_title",
    "tab.active_pane.title",
    "tab.active_pane.pane_id",
    "(tab.is_active and '*' or '-')",
    "(tab.is_last_active and 'L' or '')",
    "(tab.active_pane.is_zoomed and 'Z' or '')",
    "(tab.active_pane.has_unseen_output and '!' or '')",
    "tab.active_pane.foreground_process_name",
    "tab.active_pane.width",
    "(tab.active_pane.user_vars.x or 'nil')",
    "progress(tab.active_pane.progress)",
    "tabs[1].active_pane.title",
    "(tabs[tab.tab_index + 2] or tab).tab_title",
    "panes[1].title",
    "#tabs",
    "#panes",
    "#tab.panes",
    "config.tab_max_width",
    "config.colors.tab_bar.background",
    "tostring(hover)",
    "max_width",
    "wezterm.truncate_right(tab.active_pane.title, 3)",
    "tab.active_pane.title:upper():sub(1, 4)",
    "(tab.tab_index % 2 == 0 and tab.active_pane.title or tab.tab_title)",
    "helper(tab)",
    "(hover and tab.active_pane.title or 'cold')",
    "(#tab.tab_title > 0 and tab.tab_title or tab.active_pane.title)",
    "state.a",
    "up",
    "(state.marks[tab.tab_id] and 'm' or '')",
    "#state.list",
];

/// See [`READS`].
const OPAQUE_READS: &[&str] = &[
    "(function() local n = 0 for _, t in ipairs(tabs) do if t.active_pane.title == tab.active_pane.title then n = n + 1 end end return n end)()",
    "(function() local s = {} for i, t in ipairs(tabs) do s[i] = t.tab_id end table.sort(s, function(a, b) return a > b end) return table.concat(s, ',') end)()",
    "(function() table.sort(tabs, function(a, b) return a.tab_id > b.tab_id end) return tabs[1].active_pane.title end)()",
    "(function() local k, v = next(tab.active_pane.user_vars) return k and k .. v or 'none' end)()",
    "(function() tabs[#tabs + 1] = tabs[1] config.tab_max_width = 99 return #tabs .. config.tab_max_width end)()",
    "(function() local v = tab.active_pane.user_vars local old = v.x v.x = 'mine' local out = v.x .. (old or 'none') v.x = old return out end)()",
    "(function() local n = 0 for _ in pairs(tab) do n = n + 1 end return n end)()",
    "select('#', table.unpack(tabs))",
    "(function() local s = '' for w in tab.active_pane.title:gmatch('[ab]') do s = w .. s end return s end)()",
    "(select(2, pcall(function() return tab.active_pane.title .. #panes end)))",
    "(tab == tabs[tab.tab_index + 1] and 'me' or 'other')",
    "(function() for k, v in pairs(state.marks) do return k end return 'unmarked' end)()",
];

/// What must make a handler volatile, or end its results: (what is set up, an
/// expression). All of them give the same in two VMs that have run the same.
const DECEIVERS: &[(&str, &str)] = &[
    ("local n1 = 0", "(function() n1 = n1 + 1 return n1 end)()"),
    (
        "local rare = 0",
        "(function() if tab.active_pane.title == 'cc' then rare = rare + 1 end return rare end)()",
    ),
    (
        "local box = { n = 0 } local alias = box",
        "(function() if tab.tab_index == 1 then alias.n = alias.n + 1 end return box.n end)()",
    ),
    (
        "local co = coroutine.wrap(function() local i = 0 while true do i = i + 1 coroutine.yield(i) end end)",
        "co()",
    ),
    (
        "local words = ('a b c d e f g h'):gmatch('%a')",
        "(words() or 'end')",
    ),
    (
        "local memo = setmetatable({}, { __index = function(t, k) rawset(t, k, k .. '!') total = (total or 0) + 1 return k .. '!' end })",
        "memo[tab.active_pane.title] .. (total or 0)",
    ),
    (
        "local real = string.upper string.upper = function(s) shouts = (shouts or 0) + 1 return real(s) .. shouts end",
        "tab.active_pane.title:upper()",
    ),
    (
        "local late function bind(v) late = function(t) return v .. t.tab_id end end",
        "(late and late(tab) or 'unbound')",
    ),
    (
        "local lazy function bind(v) lazy = { value = v } end",
        "(lazy and lazy.value or 'unbound')",
    ),
    ("", "(wezterm.GLOBAL.g or 'unset')"),
    (
        "",
        "(function() wezterm.GLOBAL.h = tab.tab_id return wezterm.GLOBAL.h end)()",
    ),
    (
        "",
        "(function() _G['k' .. tab.tab_index] = tab.active_pane.title return k0 or '' end)()",
    ),
    (
        "local kept",
        "(function() local t = kept and kept.active_pane.title or 'first' kept = kept or tab return t end)()",
    ),
    (
        "local seen = {}",
        "(function() seen[#seen + 1] = tabs[1] return seen[1].active_pane.title .. #seen end)()",
    ),
    ("math.randomseed(42)", "math.random(1000)"),
    (
        "local meta = setmetatable({}, { __concat = function(a, b) joins = (joins or 0) + 1 return 'j' .. joins end })",
        "(meta .. 'x')",
    ),
    (
        "local meta = setmetatable({}, { __len = function() lens = (lens or 0) + 1 return lens end })",
        "#meta",
    ),
    (
        "local function count() calls = (calls or 0) + 1 return calls end local api = setmetatable({}, { __index = { get = count } })",
        "api.get()",
    ),
    (
        "local order = {} ",
        "(function() table.insert(order, 1, tab.tab_id) return order[1] .. #order end)()",
    ),
    (
        "local sorted = { 3, 1, 2 }",
        "(function() table.sort(sorted) return sorted[1] end)()",
    ),
    (
        "local last = '' local function remember(t) local before = last last = t return before end",
        "remember(tab.active_pane.title)",
    ),
    (
        "local parts = {}",
        "(function() parts[1] = tab.active_pane.title parts[2] = #tabs return table.concat(parts, '/') end)()",
    ),
];

/// What other handlers do, by number of the event.
const CHANGES: &[&str] = &[
    "state.a = state.a .. 'b'",
    "up = up .. 'v'",
    "state.marks[1 + #state.list] = true",
    "state.list[#state.list + 1] = 0",
    "state.marks = { [2] = true }",
    "state = { a = 'new', list = {}, marks = {} }",
    "wezterm.GLOBAL.g = (wezterm.GLOBAL.g or 0) + 1",
    "if bind then bind('b' .. #state.list) end",
    "helper = function(t) return 'h' .. t.active_pane.title end",
    "helper = function(t) helped = (helped or 0) + 1 return helped end",
    "local sub = string.sub string.sub = function(...) return sub(...) .. '~' end",
    "setmetatable(state, { __index = function(_, k) asked = (asked or 0) + 1 return k .. asked end }) state.a = nil",
    "setmetatable(state, { __index = { a = 'inherited' } }) state.a = nil",
    "table.concat = function(t) return 'patched' .. #t end",
    "unrelated = (unrelated or 0) + 1",
];

/// A configuration: one handler made of parts, and the handlers that change
/// what it may read.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    reads: Vec<usize>,
    opaque: Vec<usize>,
    deceivers: Vec<usize>,
    result: u8,
    changes: [usize; 2],
}

pub(crate) fn script() -> impl Strategy<Value = Script> {
    (
        proptest::collection::vec(0..READS.len(), 0..5),
        prop_oneof![
            2 => Just(Vec::new()),
            1 => proptest::collection::vec(0..OPAQUE_READS.len(), 1..3),
        ],
        prop_oneof![
            3 => Just(Vec::new()),
            2 => proptest::collection::vec(0..DECEIVERS.len(), 1..3),
        ],
        0..4u8,
        [0..CHANGES.len(), 0..CHANGES.len()],
    )
        .prop_map(|(reads, opaque, deceivers, result, changes)| Script {
            reads,
            opaque,
            deceivers,
            result,
            changes,
        })
}

impl Script {
    /// Whether the tracing proxies see everything that the handler reads.
    pub(crate) fn is_traceable(&self) -> bool {
        self.opaque.is_empty() && self.deceivers.is_empty()
    }

    /// The configuration's text.
    pub(crate) fn code(&self) -> String {
        let mut code = String::from(
            "local wezterm = require 'wezterm'
             local up = 'u'
             state = { a = 'a', list = { 1, 2 }, marks = {} }
             function helper(t) return t.tab_title .. '|' end
             local function progress(p) return type(p) == 'table' and (p.Percentage or p.Error) .. '%' or p end\n",
        );
        for deceiver in &self.deceivers {
            code += &format!("{}\n", DECEIVERS[*deceiver].0);
        }
        for (event, change) in ["bell", "user-var-changed"].iter().zip(self.changes) {
            code += &format!(
                "wezterm.on('{event}', function() {} end)\n",
                CHANGES[change]
            );
        }
        code += "wezterm.on('quiet', function() local nothing = 1 end)\n";
        code +=
            "wezterm.on('format-tab-title', function(tab, tabs, panes, config, hover, max_width)\n";
        code += " local out = {}\n";
        let parts = (self.reads.iter().map(|at| READS[*at]))
            .chain(self.opaque.iter().map(|at| OPAQUE_READS[*at]))
            .chain(self.deceivers.iter().map(|at| DECEIVERS[*at].1));
        for part in parts {
            code += &format!(" out[#out + 1] = {part}\n");
        }
        code += match self.result {
            0 => " return out[1] and ' ' .. table.concat(out, ' ')\n",
            1 => {
                " return { { Foreground = { Color = tab.is_active and 'red' or 'blue' } }, { Text = table.concat(out, ' ') } }\n"
            }
            2 => " if tab.tab_index == 1 then return nil end return table.concat(out, ' ')\n",
            _ => " return table.concat(out, ' ')\n",
        };
        code + "end)\n"
    }
}
