//! Stops Lua code that runs longer than its budget.
//!
//! An instruction hook that is always set slows Lua by 150 % at any interval,
//! so none is set until a call has overrun. Then this thread sends a real-time
//! signal to the thread that runs Lua, and the signal's handler sets the hook:
//! `lua_sethook` is the one function of the Lua API that its manual allows in a
//! signal handler. From then on every instruction raises an error, so a loop
//! around `pcall` ends too.
//!
//! The one file of this crate that needs `unsafe`.

#![allow(unsafe_code)]

use mlua::ffi;
use mlua::prelude::*;
use std::ffi::{CStr, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What every error of an overrun call contains.
pub(crate) const OVERRUN: &str = "stopped because it ran longer than its time budget";

/// The words of [`OVERRUN`] for `lua_pushfstring`: chunk, line.
const OVERRUN_AT: &CStr = c"%s:%d: stopped because it ran longer than its time budget";

/// State shared by the Lua thread, the watching thread and the signal handler.
struct Shared {
    /// The coroutine that runs now; null while no guard is held, and then the
    /// handler does nothing.
    current: AtomicPtr<ffi::lua_State>,
    /// Set by the handler: the current call has overrun.
    expired: AtomicBool,
    /// When the running call overruns; `None` while nothing is watched.
    deadline: Mutex<Watch>,
    changed: Condvar,
}

#[derive(Default)]
struct Watch {
    deadline: Option<Instant>,
    /// Until when the watching thread sleeps; `None` is for ever. Most calls
    /// find it awake early enough and need not wake it.
    asleep_until: Option<Instant>,
    stop: bool,
}

impl Shared {
    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.deadline.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A watching thread for the Lua code of the thread that made it.
pub(crate) struct Watchdog {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    /// A Lua VM stays on its thread, and so does what signals that thread.
    _not_send: std::marker::PhantomData<*const ()>,
}

impl Watchdog {
    /// Starts the thread. Errors of the operating system are returned.
    pub(crate) fn new() -> std::io::Result<Self> {
        install_handler()?;
        let shared = Arc::new(Shared {
            current: AtomicPtr::new(ptr::null_mut()),
            expired: AtomicBool::new(false),
            deadline: Mutex::new(Watch::default()),
            changed: Condvar::new(),
        });
        // SAFETY: has no preconditions.
        let target = unsafe { libc::pthread_self() };
        let thread = std::thread::Builder::new()
            .name("lua-watchdog".to_owned())
            .stack_size(64 * 1024)
            .spawn({
                let shared = Arc::clone(&shared);
                move || watch(&shared, target)
            })?;
        Ok(Self {
            shared,
            thread: Some(thread),
            _not_send: std::marker::PhantomData,
        })
    }

    /// Watches what `lua` runs until the guard is dropped. Within another
    /// guard's life the earlier deadline holds.
    pub(crate) fn guard(&self, lua: &Lua, budget: Duration) -> Guard<'_> {
        self.enter(current_state(lua), budget)
    }

    /// As [`guard`](Self::guard), for the coroutine that is about to be resumed.
    pub(crate) fn guard_thread(&self, thread: &LuaThread, budget: Duration) -> Guard<'_> {
        self.enter(thread.state(), budget)
    }

    fn enter(&self, state: *mut ffi::lua_State, budget: Duration) -> Guard<'_> {
        let outer_state = self.shared.current.swap(state, Ordering::SeqCst);
        let mut watch = self.shared.watch();
        let outer_deadline = watch.deadline;
        let mine = Instant::now() + budget;
        watch.deadline = Some(outer_deadline.map_or(mine, |outer| outer.min(mine)));
        if watch.asleep_until.is_none_or(|until| until > mine) {
            self.shared.changed.notify_one();
        }
        drop(watch);
        if self.shared.expired.load(Ordering::SeqCst) {
            arm(state);
        }
        Guard {
            shared: &self.shared,
            state,
            outer_state,
            outer_deadline,
        }
    }

    /// Tells whether the running call has used up its time, for functions that
    /// no hook reaches.
    pub(crate) fn expired(&self) -> impl Fn() -> bool + use<> {
        let shared = Arc::clone(&self.shared);
        move || shared.expired.load(Ordering::SeqCst)
    }

    /// Tells when the running call has used up its time, for functions that
    /// wait; `None` while nothing is watched.
    pub(crate) fn deadline(&self) -> impl Fn() -> Option<Instant> + use<> {
        let shared = Arc::clone(&self.shared);
        move || shared.watch().deadline
    }

    /// Ends the running call now, as the watching thread would: for a function
    /// that has waited to the deadline, before that thread has noticed.
    pub(crate) fn expire(&self) -> impl Fn() + use<> {
        let shared = Arc::clone(&self.shared);
        move || {
            let state = shared.current.load(Ordering::SeqCst);
            if !state.is_null() {
                shared.expired.store(true, Ordering::SeqCst);
                arm(state);
            }
        }
    }

    /// Lets the hook follow `coroutine.resume` and `coroutine.wrap` into the
    /// coroutines that Lua code makes itself.
    pub(crate) fn follow_coroutines(&self, lua: &Lua) -> LuaResult<()> {
        let shared = Arc::clone(&self.shared);
        let enter = lua.create_function(move |_, thread: LuaThread| {
            let state = thread.state();
            let outer = shared.current.load(Ordering::SeqCst);
            if !outer.is_null() {
                shared.current.store(state, Ordering::SeqCst);
                if shared.expired.load(Ordering::SeqCst) {
                    arm(state);
                }
            }
            Ok(LuaLightUserData(outer.cast::<c_void>()))
        })?;
        let shared = Arc::clone(&self.shared);
        let leave = lua.create_function(move |lua, outer: LuaLightUserData| {
            let outer = outer.0.cast::<ffi::lua_State>();
            if !outer.is_null() && !shared.current.load(Ordering::SeqCst).is_null() {
                // The coroutine that called `resume` is the one that runs now.
                let state = current_state(lua);
                shared.current.store(state, Ordering::SeqCst);
                if shared.expired.load(Ordering::SeqCst) {
                    arm(state);
                }
            }
            Ok(())
        })?;
        own_chunk!(lua, "coroutines").call::<()>((enter, leave))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        let mut watch = self.shared.watch();
        watch.stop = true;
        drop(watch);
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // After this the signal can not come any more: one that was queued
            // was delivered before the waiting system call returned.
            let _ = thread.join();
        }
    }
}

/// Watches one call into Lua, as long as it lives.
pub(crate) struct Guard<'a> {
    shared: &'a Shared,
    state: *mut ffi::lua_State,
    outer_state: *mut ffi::lua_State,
    outer_deadline: Option<Instant>,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.shared
            .current
            .store(self.outer_state, Ordering::SeqCst);
        self.shared.watch().deadline = self.outer_deadline;
        if self.shared.expired.load(Ordering::SeqCst) {
            disarm(self.state);
            // The outer call keeps its own budget: it is signalled again when
            // that is used up.
            self.shared.expired.store(false, Ordering::SeqCst);
        }
    }
}

fn watch(shared: &Arc<Shared>, target: libc::pthread_t) {
    let mut watch = shared.watch();
    while !watch.stop {
        let now = Instant::now();
        let wait = match watch.deadline {
            None => None,
            Some(deadline) if deadline <= now => {
                if !shared.expired.load(Ordering::SeqCst) {
                    signal(shared, target);
                }
                // Again soon: an inner call may have taken the signal.
                Some(Duration::from_millis(20))
            }
            Some(deadline) => Some(deadline - now),
        };
        watch.asleep_until = wait.map(|time| now + time);
        watch = match wait {
            Some(time) => {
                let woken = shared.changed.wait_timeout(watch, time);
                woken.unwrap_or_else(PoisonError::into_inner).0
            }
            None => shared
                .changed
                .wait(watch)
                .unwrap_or_else(PoisonError::into_inner),
        };
    }
}

/// Signals `target` to stop what it runs. Called with the watch locked, so the
/// guard whose deadline has passed still lives.
fn signal(shared: &Arc<Shared>, target: libc::pthread_t) {
    let value = libc::sigval {
        sival_ptr: Arc::as_ptr(shared).cast_mut().cast::<c_void>(),
    };
    // SAFETY: `target` is the thread that owns the watchdog; the watchdog's
    // drop, on that thread, joins this one, so `target` is alive. The pointer
    // in `value` stays valid until then too, and no signal outlasts the join.
    let result = unsafe { libc::pthread_sigqueue(target, signal_number(), value) };
    if result != 0 {
        log::error!(
            "cannot stop a Lua callback that overran its budget: {}",
            std::io::Error::from_raw_os_error(result)
        );
    }
}

fn signal_number() -> c_int {
    libc::SIGRTMIN() + 6
}

fn install_handler() -> std::io::Result<()> {
    let handler: extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void) = on_signal;
    // SAFETY: an all-zero `sigaction` is a valid value of that C structure.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = handler as usize;
    action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART;
    // SAFETY: both pointers are to live values of the right types, and the
    // handler does only what a signal handler may do.
    let result = unsafe {
        libc::sigemptyset(&raw mut action.sa_mask);
        libc::sigaction(signal_number(), &raw const action, ptr::null_mut())
    };
    if result == 0 {
        Ok(())
    } else {
        Err(std::io::Error::last_os_error())
    }
}

extern "C" fn on_signal(_: c_int, info: *mut libc::siginfo_t, _: *mut c_void) {
    // SAFETY: the kernel passes a valid `info`, and only `signal` above queues
    // this signal with a value: a pointer to a live `Shared` (see there).
    let (code, value) = unsafe { ((*info).si_code, (*info).si_value().sival_ptr) };
    if code != libc::SI_QUEUE || value.is_null() {
        return;
    }
    // SAFETY: as above; `Shared` is only read through atomics here.
    let shared = unsafe { &*value.cast_const().cast::<Shared>() };
    let state = shared.current.load(Ordering::SeqCst);
    if !state.is_null() {
        shared.expired.store(true, Ordering::SeqCst);
        arm(state);
    }
}

fn arm(state: *mut ffi::lua_State) {
    // SAFETY: `state` is a coroutine that runs or is about to run on this
    // thread, so it is alive; `lua_sethook` may be called in a signal handler.
    unsafe { ffi::lua_sethook(state, Some(raise), ffi::LUA_MASKCOUNT, 1) }
}

fn disarm(state: *mut ffi::lua_State) {
    // SAFETY: the guard that calls this is held by who called or resumed
    // `state` and still refers to it, so it is alive.
    unsafe { ffi::lua_sethook(state, None, 0, 0) }
}

/// The hook: raises the error, with the place that was running.
unsafe extern "C-unwind" fn raise(state: *mut ffi::lua_State, activation: *mut ffi::lua_Debug) {
    // SAFETY: Lua calls a hook with a valid state and activation record, and
    // with stack space for it; no value with a destructor is live when
    // `lua_error` leaves this function.
    unsafe {
        let mut level = 0;
        ffi::lua_getinfo(state, c"Sl".as_ptr(), activation);
        // The user's place, not that of a helper of ours, "=(name)".
        while is_own(activation) && ffi::lua_getstack(state, level, activation) == 1 {
            ffi::lua_getinfo(state, c"Sl".as_ptr(), activation);
            level += 1;
        }
        ffi::lua_pushfstring(
            state,
            OVERRUN_AT.as_ptr(),
            (*activation).short_src.as_ptr(),
            (*activation).currentline,
        );
        ffi::lua_error(state);
    }
}

/// Whether a chunk is one of ours, or a function in C.
///
/// # Safety
/// `activation` was filled by `lua_getinfo` with `S`.
unsafe fn is_own(activation: *const ffi::lua_Debug) -> bool {
    // SAFETY: `source` is then a string that ends with a zero byte.
    unsafe {
        let source = (*activation).source.cast::<u8>();
        *source == b'=' && matches!(*source.add(1), b'(' | b'[' | b'?')
    }
}

fn current_state(lua: &Lua) -> *mut ffi::lua_State {
    lua.current_thread().state()
}
