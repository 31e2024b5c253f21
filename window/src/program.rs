//! Memory of the program that it does not need while it waits: free memory
//! between what is in use, and its own code.
//!
//! What starting takes is seldom used again, yet stays mapped: of 20 MB of
//! code and constants, a window at rest needs none. Pages that were only read
//! can be left to the system's file cache, which gives them back, without
//! reading from a disk while it has them, when they are next touched.

use libc::{PF_W, PT_LOAD, c_int, c_void, dl_phdr_info};
use std::ptr;
use std::time::Duration;

/// When the caller has gone to sleep, so that it does not fetch back what it
/// needs to get there.
const DELAY: Duration = Duration::from_millis(30);

/// Gives free pages of the heap back to the system, and unmaps the pages of
/// code and constants, of the program and its libraries, until they are used
/// again; soon, on a thread of its own. For a program that is going to wait for
/// long: each run of some 64 KiB of code that is used again then takes a page
/// fault, about a microsecond, once.
///
/// Code stays under a debugger, whose breakpoints are in such pages.
pub fn release_unused() {
    let started = std::thread::Builder::new()
        .name("rest".to_owned())
        .stack_size(64 << 10)
        .spawn(|| {
            std::thread::sleep(DELAY);
            release_heap();
            release_code();
        });
    if let Err(error) = started {
        log::debug!("what is not used stays in memory: no thread: {error}");
    }
}

/// Pages that are free, but lie before some that are not.
fn release_heap() {
    #[cfg(target_env = "gnu")]
    // SAFETY: takes no pointer, and the allocator locks what it looks at.
    unsafe {
        libc::malloc_trim(0);
    }
}

fn release_code() {
    if is_traced() {
        return;
    }
    // SAFETY: the callback has the type that is asked for, and takes no data.
    unsafe { libc::dl_iterate_phdr(Some(release_object), ptr::null_mut()) };
}

/// Whether a debugger is attached.
fn is_traced() -> bool {
    // Where that is not to be found out, the pages stay.
    std::fs::read_to_string("/proc/self/status").map_or(true, |status| {
        let tracer = status.lines().find_map(|l| l.strip_prefix("TracerPid:"));
        tracer.is_none_or(|pid| pid.trim() != "0")
    })
}

/// Called with each loaded object while none can be unloaded.
unsafe extern "C" fn release_object(
    info: *mut dl_phdr_info,
    _size: usize,
    _data: *mut c_void,
) -> c_int {
    // SAFETY: the loader passes a description that is valid during the call,
    // and with it that many headers.
    let (base, headers) = unsafe {
        let info = &*info;
        let count = usize::from(info.dlpi_phnum);
        if info.dlpi_phdr.is_null() {
            return 0;
        }
        let headers = std::slice::from_raw_parts(info.dlpi_phdr, count);
        (info.dlpi_addr, headers)
    };
    // SAFETY: asks for a number that is always there.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as u64;
    for header in headers {
        if header.p_type != PT_LOAD || header.p_flags & PF_W != 0 {
            continue;
        }
        // Whole pages only: a neighbour may share those at the ends.
        let start = (base + header.p_vaddr).next_multiple_of(page);
        let end = (base + header.p_vaddr + header.p_memsz) / page * page;
        if end <= start {
            continue;
        }
        // SAFETY: the segment is mapped from a file, privately and not for
        // writing, from before this program's code ran until the object is
        // unloaded, which it can not be now. What the loader relocates is in
        // segments that are for writing. So no page differs from the file's,
        // which is what is read there next. The kernel refuses what is not
        // such a mapping, as its own vDSO.
        unsafe {
            let address = ptr::with_exposed_provenance_mut::<c_void>(start as usize);
            libc::madvise(address, (end - start) as usize, libc::MADV_DONTNEED);
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A constant in a page of its own, more or less.
    static TEXT: [u8; 64 << 10] = [b'x'; 64 << 10];

    fn resident_file_pages() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find_map(|l| l.strip_prefix("RssFile:"));
        let kib = line.unwrap().trim().trim_end_matches(" kB");
        kib.parse().unwrap()
    }

    #[test]
    fn code_goes_and_comes_back() {
        assert!(std::hint::black_box(&TEXT).iter().all(|&b| b == b'x'));
        let before = resident_file_pages();
        release_code();
        let after = resident_file_pages();
        assert!(
            is_traced() || after < before,
            "{before} kB, then {after} kB"
        );
        assert!(std::hint::black_box(&TEXT).iter().all(|&b| b == b'x'));
    }
}
