"""What the kernel is asked to enforce on a program in the sandbox: namespaces, file view, system calls, user, limits.

Runs in the sandbox's child, shipped there by `sandbox.py`, so only the standard library is used. Each function puts one
layer in force, for good, and returns its name, or nothing where this kernel does not have it.
"""
# pathlib would cost each program milliseconds of import
# ruff: noqa: PTH102, PTH103, PTH106, PTH110, PTH112, PTH114, PTH115, PTH120, PTH123, PTH208, PTH211

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct

TYPE_CHECKING = False  # importing typing would cost as much as ctypes
if TYPE_CHECKING:
    from typing import Any

    Spec = dict[str, Any]  # what `sandbox.py` asks for: plain values, as marshal carries them

PR_SET_KEEPCAPS, PR_SET_SECCOMP, PR_CAP_AMBIENT = 8, 22, 47
CAP_DAC_READ_SEARCH = 2
LANDLOCK_CREATE, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446  # the same on all machines
CLONE_NEWUSER = 0x10000000
CLONE_REST = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000  # mount cgroup uts ipc pid net
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
LOCKED_FLAGS = {"nosuid": 2, "nodev": 4, "noexec": 8, "noatime": 1 << 10, "nodiratime": 1 << 11, "relatime": 1 << 21}
ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}  # how mountinfo writes a path
MNT_DETACH = 2
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
SCRATCH = "/tmp"  # noqa: S108 -- a private one: the only writable place in the view

LIBC = ctypes.CDLL(None, use_errno=True)


def libc(name: str, *arguments: bytes | int | ctypes.Array[ctypes.c_char] | None) -> int:
    """Call a C function; raise OSError with its name when it answers a negative number."""
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result: int = getattr(LIBC, name)(*wide)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name} {[value for value in arguments if isinstance(value, bytes)]}: {os.strerror(code)}")
    return result


# --- namespaces and the view of the file system -----------------------------------------------------------------------


def enter_namespaces() -> None:
    """Leave the host's process, mount, network, IPC, name and cgroup spaces; as an ordinary user by a user namespace."""
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0:
        libc("unshare", CLONE_REST)
        return
    libc("unshare", CLONE_NEWUSER | CLONE_REST)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        fd = os.open(f"/proc/self/{name}", os.O_WRONLY)
        os.write(fd, text.encode())
        os.close(fd)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount something on an existing file or folder."""
    libc("mount", os.fsencode(source), os.fsencode(target), kind.encode(), flags, options.encode())


def bind(source: str, target: str) -> None:
    """Show a file or folder of the old root, with everything mounted under it, at `target` of the new one."""
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    elif not os.path.exists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    mount(source, target, "", MS_BIND | MS_REC)


def build_view(spec: Spec, uid: int) -> list[str]:
    """Replace the root by an empty one with the wanted paths read-only and one small writable /tmp; return the layers."""
    mount("", "/", "", MS_REC | MS_PRIVATE)
    base = spec["base"]  # any folder: the new root is mounted over it, then it is the old one's again
    mount("tmpfs", base, "tmpfs", MS_NOSUID | MS_NODEV, "size=1m,nr_inodes=4096,mode=755")
    os.mkdir(f"{base}/old")
    pivot_root = {"x86_64": 155, "aarch64": 41}[os.uname().machine]
    libc("syscall", pivot_root, base.encode(), f"{base}/old".encode())
    os.chdir("/")
    for folder in ("tmp", "proc", "dev", "etc"):
        os.mkdir(folder)
    mount("tmpfs", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, f"size={spec['disk_bytes']},nr_inodes=65536,mode=700")
    os.mkdir(spec["cwd"])
    for path in (SCRATCH, spec["cwd"]):
        os.chown(path, uid, -1)
    os.symlink(SCRATCH, "/dev/shm")  # noqa: S108 -- the private one: POSIX shared memory counts as disk
    for path, real in spec["visible"]:
        if os.path.dirname(path) == "/" and os.path.islink(f"/old{path}"):
            os.symlink(os.readlink(f"/old{path}"), path)
        elif os.path.exists(f"/old{real}"):
            bind(f"/old{real}", path)
    for path in DEVICES:
        bind(f"/old{path}", path)
    with open("/etc/passwd", "w", encoding="utf-8") as file:
        file.write(f"sandbox:x:{uid}:{uid}::{spec['cwd']}:/bin/sh\n")
    make_read_only()
    layers = ["files"]
    try:
        mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
        layers.append("proc")
    except OSError:
        pass  # inside some containers a fresh /proc is refused: the program then has none
    libc("umount2", b"/old", MNT_DETACH)
    os.rmdir("/old")
    mount("", "/", "", MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV)
    return layers


def make_read_only() -> None:
    """Remount everything that was bound read-only, submounts too, keeping the flags that a user namespace locks."""
    with open("/old/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
        rows = [line.split() for line in file]
    for row in rows:
        path = row[4]
        for code, character in ESCAPES.items():
            path = path.replace(code, character)
        if path in {"/", SCRATCH, *DEVICES} or path.split("/")[1] == "old":
            continue
        locked = sum(LOCKED_FLAGS.get(option, 0) for option in row[5].split(","))
        mount("", path, "", MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | locked)


# --- what the program may ask of the kernel ---------------------------------------------------------------------------

# name: number on x86_64, on aarch64 (None: the call does not exist there). Denied with EPERM.
DENIED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268), "bpf": (321, 280),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "userfaultfd": (323, 282),
    "perf_event_open": (298, 241), "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "swapon": (167, 224), "swapoff": (168, 225),
    "reboot": (169, 142), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "acct": (163, 89),
    "quotactl": (179, 60), "syslog": (103, 116), "kcmp": (312, 272), "pidfd_getfd": (438, 438), "iopl": (172, None),
    "ioperm": (173, None), "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "sethostname": (170, 161), "setdomainname": (171, 162), "socket": (41, 198),
}  # fmt: skip
PRLIMIT = (302, 261)  # only for oneself: the keeper of an ordinary user has that user's id
# Only without a PID namespace: signals may reach nobody but oneself.
SIGNALS = {"kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
           "rt_tgsigqueueinfo": (297, 240), "pidfd_send_signal": (424, 424)}  # fmt: skip
MACHINES = {"x86_64": (0, 0xC000003E, 56), "aarch64": (1, 0xC00000B7, 220)}  # column, AUDIT_ARCH, clone
CLONE3 = 435
LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF operations
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # REFUSE | errno
NUMBER, ARCH, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data


def filter_program(machine: str, own_pid: int | None) -> bytes:
    """Assemble the seccomp filter; with `own_pid`, signals to any other process are refused too."""
    column, arch, clone = MACHINES[machine]
    rows = [(LOAD, 0, 0, ARCH), (JUMP_EQUAL, 1, 0, arch), (RETURN, 0, 0, REFUSE | errno.EPERM), (LOAD, 0, 0, NUMBER)]
    if machine == "x86_64":  # the x32 calls are the same ones under other numbers
        rows += [(JUMP_AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, REFUSE | errno.EPERM)]
    for numbers in DENIED.values():
        if (number := numbers[column]) is not None:
            rows += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE | errno.EPERM)]
    # clone3 keeps its flags in memory, where no filter sees them: "not implemented" makes the C library use clone
    rows += [(JUMP_EQUAL, 0, 1, CLONE3), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    new_namespace = (CLONE_REST | CLONE_NEWUSER) & ~0xFF  # the low byte is the exit signal
    rows += [(JUMP_EQUAL, 0, 4, clone), (LOAD, 0, 0, FIRST_ARGUMENT), (JUMP_ANY_BIT, 0, 1, new_namespace),
             (RETURN, 0, 0, REFUSE | errno.EPERM), (LOAD, 0, 0, NUMBER)]  # fmt: skip
    only = [(PRLIMIT[column], 0)]  # (call, the one value that its first argument may have)
    if own_pid is not None:
        only += [(numbers[column], own_pid) for numbers in SIGNALS.values()]
    for number, allowed in only:
        rows += [(JUMP_EQUAL, 0, 4, number), (LOAD, 0, 0, FIRST_ARGUMENT), (JUMP_EQUAL, 1, 0, allowed),
                 (RETURN, 0, 0, REFUSE | errno.EPERM), (LOAD, 0, 0, NUMBER)]  # fmt: skip
    return b"".join(struct.pack("<HBBI", *row) for row in [*rows, (RETURN, 0, 0, ALLOW)])


def refuse_calls(own_pid: int | None) -> list[str]:
    """Install the filter for good; return the layer, or nothing on a machine or kernel without it."""
    machine = os.uname().machine
    if machine not in MACHINES:
        return []
    code = filter_program(machine, own_pid)
    body = ctypes.create_string_buffer(code, len(code))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(body)))
    try:
        libc("prctl", PR_SET_SECCOMP, 2, head, 0, 0)
    except OSError:
        return []
    return ["seccomp"]


def landlock_version() -> int:
    """Return the version of the kernel's Landlock, 0 without it."""
    try:
        return libc("syscall", LANDLOCK_CREATE, None, 0, 1)
    except OSError:
        return 0


def confine_files(spec: Spec) -> list[str]:
    """Landlock: read the visible paths, write the work folder, nothing else, and no /proc of others; [] without Landlock."""
    abi = landlock_version()
    if not abi:
        return []
    rights = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(abi, 16)) - 1
    scopes = 3 if abi >= 6 else 0  # abstract sockets, signals
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    wanted = struct.pack("<QQQ", rights, 3, scopes)[:size]  # 3: bind and connect by TCP, allowed nowhere
    ruleset = libc("syscall", LANDLOCK_CREATE, wanted, size, 0)
    read, write_file = 1 | 4 | 8, 2 | 4 | (rights & (1 << 14))
    rules = [(path, read) for _, path in spec["visible"]] + [(path, write_file) for path in DEVICES] + [(spec["cwd"], rights)]
    for path, allowed in rules:
        if not os.path.lexists(path):
            continue
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        mask = allowed if os.path.isdir(path) else allowed & (1 | 2 | 4 | (1 << 14))
        libc("syscall", LANDLOCK_ADD_RULE, ruleset, 1, struct.pack("<Qi", mask, fd), 0)
        os.close(fd)
    libc("syscall", LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return ["landlock"]


# --- user and limits --------------------------------------------------------------------------------------------------


def drop_root(spec: Spec, uid: int) -> list[str]:
    """Become the short-lived user for good; return the layer.

    Without a private view an interpreter under a closed home would be out of reach: there, and only where Landlock
    bounds it, the right to read past permissions is kept.
    """
    needed = [real for _, real in spec["visible"] if os.path.exists(real)]
    libc("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    in_reach = spec["namespaces"] or all(os.access(path, os.R_OK) for path in needed)
    keep = 1 << CAP_DAC_READ_SEARCH if not in_reach and landlock_version() else 0
    header = struct.pack("<Ii", 0x20080522, 0)
    libc("capset", header, struct.pack("<6I", keep, keep, keep, 0, 0, 0))
    if keep:
        libc("prctl", PR_CAP_AMBIENT, 2, CAP_DAC_READ_SEARCH, 0, 0)
    return ["uid"]


def set_limits(spec: Spec) -> list[str]:
    """Set the hard and soft resource limits of the program; return the layer."""
    taken = 0 if spec["namespaces"] or spec["uid"] is not None else own_tasks()  # the kernel counts all of the user's
    cpu = spec["cpu_s"]
    limits = {
        resource.RLIMIT_CPU: (cpu, cpu + 1),
        resource.RLIMIT_FSIZE: (spec["file_bytes"],) * 2,
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (spec["open_files"],) * 2,
        resource.RLIMIT_NPROC: (spec["processes"] + 2 + taken,) * 2,  # 2: keeper and program
        resource.RLIMIT_STACK: (8 << 20,) * 2,
    }
    if spec["address_bytes"]:
        limits[resource.RLIMIT_AS] = (spec["address_bytes"],) * 2
    for kind, (soft, hard) in limits.items():
        most = resource.getrlimit(kind)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)  # noqa: PLW2901 -- a tighter limit of the caller stays
        resource.setrlimit(kind, (soft, hard))
    return ["rlimits"]


def own_tasks() -> int:
    """Count the threads of this user: what the kernel holds against RLIMIT_NPROC where there is no user namespace."""
    total = 0
    for pid in processes():
        try:
            with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
                fields = dict(line.split(":", 1) for line in file if ":" in line)
        except OSError:
            continue  # it ended meanwhile
        if int(fields["Uid"].split()[0]) == os.getuid():
            total += int(fields["Threads"])
    return total


def processes() -> list[int]:
    """Return the process ids that /proc shows."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]
