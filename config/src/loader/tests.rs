use super::*;
use crate::watch::ConfigWatcher;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// A home folder of its own and a source that looks only there.
struct Home {
    dir: tempfile::TempDir,
    source: ConfigSource,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut source = ConfigSource::new(Arc::new(|| ()));
        source.paths = SearchPaths {
            home: dir.path().to_owned(),
            ..SearchPaths::default()
        };
        Self { dir, source }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Loads `text` as `.wezterm.lua`.
    fn load(&self, text: &str) -> Configuration {
        self.write(".wezterm.lua", text);
        Configuration::load(&self.source)
    }
}

#[test]
fn the_best_place_wins() {
    let mut home = Home::new();
    let none = Configuration::load(&home.source);
    assert!(none.error.is_none() && none.config_file.is_none() && none.runtime.is_some());
    let config = |n: u32| format!("return {{initial_cols = {n}}}");
    let cols = |home: &Home| Configuration::load(&home.source).config.initial_cols;
    home.write(".wezterm.lua", &config(101));
    assert_eq!(cols(&home), 101);
    home.write(".config/wezterm/wezterm.lua", &config(102));
    assert_eq!(cols(&home), 102);
    home.source.paths.xdg_config_dirs = vec![home.path("etc")];
    home.source.paths.xdg_config_home = Some(home.path("xdg"));
    home.write("etc/wezterm/wezterm.lua", &config(103));
    assert_eq!(cols(&home), 103);
    home.write("xdg/wezterm/wezterm.lua", &config(104));
    assert_eq!(cols(&home), 104);
    home.source.paths.config_file = Some(home.write("env.lua", &config(105)));
    assert_eq!(cols(&home), 105);
    home.source.file = Some(home.write("named.lua", &config(106)));
    assert_eq!(cols(&home), 106);
    let loaded = Configuration::load(&home.source);
    let environment = loaded.child_environment();
    assert_eq!(environment[0].1, home.path("named.lua"));
    assert_eq!(environment[1].1, home.path(""));
    home.source.skip = true;
    assert_eq!(cols(&home), Config::default().initial_cols);
}

#[test]
fn a_missing_file_is_named() {
    let mut home = Home::new();
    home.source.file = Some(home.path("nowhere.lua"));
    let loaded = Configuration::load(&home.source);
    let error = loaded.error.unwrap();
    assert!(
        error.contains("nowhere.lua") && error.contains("--config-file"),
        "{error}"
    );
    assert!(loaded.runtime.is_some());
    assert_eq!(loaded.files, [home.path("nowhere.lua")]);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let home = Home::new();
    for (text, expected) in [
        ("local x =\n= 1", ":2: unexpected symbol"),
        ("\nerror('bad')", ":2: bad"),
        ("local w = require 'wezterm'\n\nw.nothing()", ":3: "),
        ("require 'missing_module'", "missing_module"),
        ("return 5", ":1: the configuration must return a table"),
        ("local c = {}", "return config"),
        ("return {font_size = {}}", "font_size"),
        (
            "local c = require 'wezterm'.config_builder()\nc.font_sise = 1",
            ":2: ",
        ),
    ] {
        let loaded = home.load(text);
        let error = loaded.error.unwrap();
        assert!(error.contains(".wezterm.lua"), "{text}: {error}");
        assert!(error.contains(expected), "{text}: {error}");
        assert_eq!(loaded.config.font_size, Config::default().font_size);
        assert_eq!(loaded.files, [home.path(".wezterm.lua")]);
    }
}

#[test]
fn a_file_that_never_ends_is_stopped() {
    let mut home = Home::new();
    home.source.budget = Duration::from_millis(50);
    let error = home.load("local x\nwhile true do end").error.unwrap();
    assert!(error.contains(".wezterm.lua:2: stopped because"), "{error}");
}

#[test]
fn odd_names_are_warned_about() {
    let home = Home::new();
    let loaded = home.load("return {font_sise = 12, initial_cols = 90}");
    assert_eq!(loaded.error, None);
    assert_eq!(loaded.config.initial_cols, 90);
    assert!(
        loaded.warnings.iter().any(|w| w.contains("font_size")),
        "{:?}",
        loaded.warnings
    );
}

#[test]
fn the_command_line_comes_last() {
    let mut home = Home::new();
    home.source.overrides = vec![("initial_cols".to_owned(), "40 + 2".to_owned())];
    assert_eq!(
        home.load("return {initial_cols = 1}").config.initial_cols,
        42
    );
    home.source.overrides = vec![("font".to_owned(), "wezterm.font 'Iosevka'".to_owned())];
    let font = &home.load("return {}").config.font;
    assert_eq!(font.font[0].family, "Iosevka");
    for (name, value, expected) in [
        ("initial_cols", "}", "--config initial_cols"),
        ("initial_cols", "'x'", "initial_cols"),
        ("inital_cols", "1", "initial_cols"),
    ] {
        home.source.overrides = vec![(name.to_owned(), value.to_owned())];
        let error = Configuration::load(&home.source).error.unwrap();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn required_files_are_found_and_watched() {
    let home = Home::new();
    home.write(".config/wezterm/mine.lua", "return {cols = 77}");
    home.write(".config/wezterm/deep/init.lua", "return 'deep'");
    home.write("data.lua", "return 1");
    let data = home.path("data.lua");
    let loaded = home.load(&format!(
        "local w = require 'wezterm'
        w.add_to_config_reload_watch_list('/some/file')
        dofile '{}'
        assert(require('deep') == 'deep')
        return {{initial_cols = require('mine').cols}}",
        data.display()
    ));
    assert_eq!(loaded.error, None);
    assert_eq!(loaded.config.initial_cols, 77);
    let mut expected = vec![
        home.path(".config/wezterm/deep/init.lua"),
        home.path(".config/wezterm/mine.lua"),
        home.path(".wezterm.lua"),
        data,
        PathBuf::from("/some/file"),
    ];
    expected.sort();
    assert_eq!(loaded.files, expected);
}

#[test]
fn a_reload_keeps_global_and_a_bad_one_keeps_the_config() {
    let home = Home::new();
    let text = "local w = require 'wezterm'
        w.GLOBAL.n = (w.GLOBAL.n or 0) + 1
        return {initial_cols = 100 + w.GLOBAL.n}";
    let one = home.load(text);
    assert_eq!((one.generation, one.config.initial_cols), (1, 101));
    let two = one.reload(&home.source);
    assert_eq!((two.generation, two.config.initial_cols), (2, 102));
    assert!(!Rc::ptr_eq(
        one.runtime.as_ref().unwrap(),
        two.runtime.as_ref().unwrap()
    ));
    home.write(".wezterm.lua", "error('oops')");
    let three = two.reload(&home.source);
    assert_eq!((three.generation, three.config.initial_cols), (3, 102));
    assert!(three.error.as_ref().unwrap().contains(":1: oops"));
    assert!(Rc::ptr_eq(
        two.runtime.as_ref().unwrap(),
        three.runtime.as_ref().unwrap()
    ));
    home.write(".wezterm.lua", text);
    let four = three.reload(&home.source);
    assert_eq!((four.generation, four.config.initial_cols), (4, 103));
    assert_eq!(four.error, None);
}

#[test]
fn blocking_functions_block_while_loading() {
    let home = Home::new();
    home.write(
        ".config/wezterm/m.lua",
        "local ok, out = require('wezterm').run_child_process{'printf', '88'} return tonumber(out)",
    );
    let loaded = home.load("return {initial_cols = require 'm'}");
    assert_eq!(loaded.error, None);
    assert_eq!(loaded.config.initial_cols, 88);
}

#[test]
fn a_scheme_is_found_in_a_file() {
    let home = Home::new();
    let file = home.write(
        ".config/wezterm/colors/mine.toml",
        "[colors]\nforeground = '#010203'\n[metadata]\nname = 'My Own'\n",
    );
    for name in ["mine", "My Own"] {
        let loaded = home.load(&format!("return {{color_scheme = '{name}'}}"));
        assert_eq!(loaded.error, None);
        assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
        let text = loaded
            .config
            .resolved_palette
            .foreground
            .unwrap()
            .to_string();
        assert_eq!(text, "#010203");
        assert!(loaded.files.contains(&file));
    }
    let loaded = home.load("return {color_scheme = 'No Such Scheme'}");
    assert!(loaded.warnings.iter().any(|w| w.contains("No Such Scheme")));
}

#[test]
fn many_reloads_do_not_fill_the_memory() {
    let home = Home::new();
    let mut config = home.load(
        "local w = require 'wezterm'
        w.on('format-tab-title', function() return w.nerdfonts.cod_add end)
        w.time.call_after(1000, function() end)
        return {keys = {{key = 'a', action = w.action_callback(function() end)}}}",
    );
    let weak: Vec<_> = (0..20)
        .map(|_| {
            config = config.reload(&home.source);
            Rc::downgrade(config.runtime.as_ref().unwrap().state())
        })
        .collect();
    // The state goes with its VM: nothing refers to it in a circle.
    let alive = weak.iter().filter(|state| state.strong_count() > 0).count();
    assert_eq!(alive, 1);
}

#[test]
fn changes_are_noticed_also_when_a_file_is_renamed_over() {
    let home = Home::new();
    let file = home.write("wezterm.lua", "return {}");
    let other = home.path("other.txt");
    let woken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&woken);
    let wake: Wake = Arc::new(move || {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    let mut watcher = ConfigWatcher::new(std::slice::from_ref(&file), wake).unwrap();
    let mut seen = 0;
    for round in 0..3 {
        // A neighbour is none of our business.
        std::fs::write(&other, "x").unwrap();
        match round {
            0 => std::fs::write(&file, "return {a = 1}").unwrap(),
            _ => {
                let temporary = home.write("wezterm.lua~", "return {b = 1}");
                std::fs::rename(temporary, &file).unwrap();
            }
        }
        let started = Instant::now();
        while woken.load(Ordering::SeqCst) == seen {
            assert!(started.elapsed() < Duration::from_secs(20), "round {round}");
            std::thread::yield_now();
        }
        // The change itself is not yet quiet; a little later it is, once.
        assert!(!watcher.poll(started));
        let mut reloads = 0;
        while watcher.deadline().is_some() || reloads == 0 {
            assert!(started.elapsed() < Duration::from_secs(20), "round {round}");
            reloads += usize::from(watcher.poll(Instant::now()));
            std::thread::yield_now();
        }
        assert_eq!(reloads, 1);
        seen = woken.load(Ordering::SeqCst);
    }
}

#[test]
fn a_scheme_is_found_in_each_format() {
    let home = Home::new();
    let color = |name: &str, level: f64| {
        format!(
            "<key>{name}</key><dict><key>Color Space</key><string>sRGB</string>\
             <key>Blue Component</key><real>{level}</real>\
             <key>Green Component</key><real>0</real><key>Red Component</key><real>1</real></dict>"
        )
    };
    let mut plist = color("Background Color", 0.2) + &color("Foreground Color", 1.0);
    for n in 0..16 {
        plist += &color(&format!("Ansi {n} Color"), f64::from(n) / 15.0);
    }
    home.write(
        "s/Apple.itermcolors",
        &format!("<plist><dict>{plist}</dict></plist>"),
    );
    let bases: String = (0..16)
        .map(|n| format!("base{n:02X}: \"0000{n:02x}\"\n"))
        .collect();
    home.write(
        "s/pear.yaml",
        &format!("scheme: Pear Tree\nauthor: me\n{bases}"),
    );
    home.write("s/broken.yaml", "base00: [");
    let load = |name: &str| {
        let config = format!(
            "return {{color_scheme='{name}', color_scheme_dirs={{'{}', '/no/such/dir'}}}}",
            home.path("s").display()
        );
        home.load(&config)
    };
    for (name, background, bright_red) in [
        ("Apple", [255, 0, 51], [255, 0, 153]),
        ("Pear Tree", [0, 0, 0], [0, 0, 8]),
        ("pear", [0, 0, 0], [0, 0, 8]),
    ] {
        let loaded = load(name);
        assert_eq!(loaded.error, None);
        assert_eq!(loaded.warnings.len(), 1, "{:?}", loaded.warnings);
        assert!(loaded.warnings[0].contains("/no/such/dir"));
        let palette = loaded.config.palette();
        assert_eq!(palette.background, rgb(background), "{name}");
        assert_eq!(palette.colors[9], rgb(bright_red), "{name}");
    }
    // The one that is asked for must be whole.
    let loaded = load("broken");
    assert!(
        loaded
            .warnings
            .iter()
            .any(|warning| warning.contains("broken.yaml")),
        "{:?}",
        loaded.warnings
    );
}

fn rgb([r, g, b]: [u8; 3]) -> wezterm_types::Rgba {
    wezterm_types::Rgba::rgb(r, g, b)
}

/// Waits until `watcher` asks for a reload.
fn wait_for_reload(watcher: &mut ConfigWatcher, what: &str) {
    let started = Instant::now();
    while !watcher.poll(Instant::now()) {
        assert!(started.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn links_that_are_pointed_elsewhere_are_changes() {
    use std::os::unix::fs::symlink;
    let home = Home::new();
    let config = |n: u32| format!("return {{initial_cols = {n}}}");
    home.write("store/1/wezterm/wezterm.lua", &config(101));
    home.write("store/2/wezterm/wezterm.lua", &config(102));
    home.write("store/3.lua", &config(103));
    // The folder is a link, as `stow` makes them, and so is what it leads to.
    std::fs::create_dir(home.path(".config")).unwrap();
    symlink("../current/wezterm", home.path(".config/wezterm")).unwrap();
    symlink("store/1", home.path("current")).unwrap();
    let mut loaded = Configuration::load(&home.source);
    assert_eq!(loaded.config.initial_cols, 101);
    let mut watcher = ConfigWatcher::new(&loaded.files, Arc::new(|| ())).unwrap();
    let repoint = |home: &Home, link: &str, to: &str| {
        let new = home.path("new-link");
        symlink(to, &new).unwrap();
        std::fs::rename(new, home.path(link)).unwrap();
    };
    let mut step = |home: &Home, cols: u16, what: &str| {
        wait_for_reload(&mut watcher, what);
        loaded = loaded.reload(&home.source);
        assert_eq!(loaded.config.initial_cols, cols, "{what}");
        watcher.set_files(&loaded.files);
    };
    repoint(&home, "current", "store/2");
    step(&home, 102, "a link in the middle");
    // The watch is on the new folder now, under the same name.
    home.write("store/2/wezterm/wezterm.lua", &config(104));
    step(&home, 104, "a file behind two links");
    let file = "store/2/wezterm/wezterm.lua";
    repoint(&home, file, &home.path("store/3.lua").to_string_lossy());
    step(&home, 103, "a file becomes a link, as Nix makes them");
    home.write("store/3.lua", &config(105));
    step(&home, 105, "the file at the end of all links");
}

#[test]
fn a_first_file_and_a_new_folder_are_noticed() {
    let home = Home::new();
    let none = Configuration::load(&home.source);
    assert!(none.config_file.is_none());
    let mut watcher = ConfigWatcher::new(&none.files, Arc::new(|| ())).unwrap();
    std::fs::create_dir(home.path(".config")).unwrap();
    wait_for_reload(&mut watcher, "the folder above");
    let none = none.reload(&home.source);
    watcher.set_files(&none.files);
    home.write(".config/wezterm/wezterm.lua", "return {initial_cols = 97}");
    wait_for_reload(&mut watcher, "the file");
    let first = none.reload(&home.source);
    assert_eq!(first.config.initial_cols, 97);
    watcher.set_files(&first.files);
    // Removed with its folder, and made again.
    std::fs::remove_dir_all(home.path(".config")).unwrap();
    wait_for_reload(&mut watcher, "the folder is removed");
    let gone = first.reload(&home.source);
    assert!(gone.error.as_ref().unwrap().contains("is gone"));
    watcher.set_files(&gone.files);
    home.write(".config/wezterm/wezterm.lua", "return {initial_cols = 96}");
    wait_for_reload(&mut watcher, "the folder is back");
    assert_eq!(gone.reload(&home.source).config.initial_cols, 96);
}

#[test]
fn changes_without_a_pause_do_not_wait_for_ever() {
    let home = Home::new();
    let file = home.write("wezterm.lua", "return {}");
    let mut watcher = ConfigWatcher::new(std::slice::from_ref(&file), Arc::new(|| ())).unwrap();
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let writer = std::thread::spawn({
        let stop = Arc::clone(&stop);
        move || {
            let mut n = 0;
            while !stop.load(Ordering::Relaxed) {
                n += 1;
                let _ = std::fs::write(&file, format!("return {{initial_cols = {n}}}"));
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    });
    wait_for_reload(&mut watcher, "an edit every millisecond");
    stop.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    home.write("wezterm.lua", "return {initial_cols = 7}");
    wait_for_reload(&mut watcher, "the last edit");
}

#[test]
fn a_scheme_added_to_a_folder_is_a_change() {
    let home = Home::new();
    let dir = home.path("s");
    std::fs::create_dir(&dir).unwrap();
    let text = format!(
        "return {{color_scheme = 'new', color_scheme_dirs = {{'{}'}}}}",
        dir.display()
    );
    let missing = home.load(&text);
    assert_eq!(missing.warnings.len(), 1, "{:?}", missing.warnings);
    let mut watcher = ConfigWatcher::new(&missing.files, Arc::new(|| ())).unwrap();
    home.write("s/new.toml", "[colors]\nbackground = '#010203'\n");
    wait_for_reload(&mut watcher, "a scheme");
    let found = missing.reload(&home.source);
    assert_eq!(found.warnings, Vec::<String>::new());
    assert_eq!(found.config.palette().background, rgb([1, 2, 3]));
}
