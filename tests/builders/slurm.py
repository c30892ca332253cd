"""A SLURM of one node on this machine: no systemd, no cgroups, no accounting database.

It needs root, and the Debian packages ``PACKAGES``. Nothing listens on other addresses than the
loopback.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

PACKAGES = ("slurmctld", "slurmd", "slurm-client", "munge")
PLUGIN = "snakemake_executor_plugin_slurm"
# Jobs find it in no other place: what starts them removes SLURM_CONF from their environment.
CONFIG = Path("/etc/slurm/slurm.conf")
CPUS, MEMORY = 4, 8000  # MB
# By which a cluster is known that a test left behind, as it was killed.
CLUSTER = "mirtrd_test"
PATIENCE = 60  # seconds
SETTINGS = """\
ClusterName={cluster}
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/slurmctld
SlurmdSpoolDir={folder}/slurmd
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
# Without cgroups, a job is killed for memory by who takes stock of it, each second.
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill,UsePss
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc={folder}/finished.txt
SchedulerParameters=sched_interval=1,sched_min_interval=100000,batch_sched_delay=0
ReturnToService=2
SlurmdParameters=config_overrides
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def reason_against() -> str:
    """Why no SLURM can be started here; "" if one can."""
    if os.geteuid() != 0:
        return "a SLURM of one node needs root"
    missing = [name for name in ("slurmctld", "slurmd", "sbatch", "munged") if not _program(name)]
    if missing:
        return f"{', '.join(missing)} not installed: apt-get install {' '.join(PACKAGES)}"
    if importlib.util.find_spec(PLUGIN) is None:
        return "the executor plugin is not installed: make install-slurm"
    _stop_left_behind()
    if CONFIG.exists() or CONFIG.is_symlink() or "SLURM_JOB_ID" in os.environ:
        return f"this machine is part of a cluster ({CONFIG})"
    return ""


def _stop_left_behind() -> None:
    """Stop the cluster of a test that was killed."""
    if not CONFIG.is_symlink():
        return
    config = CONFIG.resolve()
    if not config.exists() or f"ClusterName={CLUSTER}" in config.read_text():
        OneNode(folder=config.parent).stop()


def _program(name: str) -> str | None:
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


@dataclass(kw_only=True)
class OneNode:
    """A controller and a node, whose state and logs are in ``folder``."""

    folder: Path
    host: str = field(default_factory=lambda: socket.gethostname().partition(".")[0])
    # Of what was started here and is to be stopped.
    munge: bool = False

    def start(self) -> None:
        for name in ("slurmctld", "slurmd"):
            (self.folder / name).mkdir(parents=True)
        path = self.folder / "slurm.conf"
        path.write_text(
            SETTINGS.format(
                cluster=CLUSTER, host=self.host, folder=self.folder, cpus=CPUS, memory=MEMORY
            )
        )
        CONFIG.parent.mkdir(exist_ok=True)
        CONFIG.symlink_to(path)
        self._start_munge()
        run(_program("slurmctld"))
        self.start_node()

    def _start_munge(self) -> None:
        if subprocess.run(
            ["munge", "-n"], stdin=subprocess.DEVNULL, capture_output=True
        ).returncode:
            place = Path("/run/munge")
            place.mkdir(exist_ok=True)
            user = pwd.getpwnam("munge")
            os.chown(place, user.pw_uid, user.pw_gid)
            run("runuser", "-u", "munge", "--", _program("munged"))
            self.munge = True

    def start_node(self) -> None:
        run(_program("slurmd"), "-N", self.host)
        wait_for(lambda: self.state() in ("idle", "mixed", "allocated"), "the node is up")

    def state(self) -> str:
        """What the controller says of the node."""
        return run("sinfo", "--noheader", "--format", "%T", check=False).strip()

    def running(self) -> int:
        """How many jobs run now."""
        return len(run("squeue", "--noheader", "--states", "running", check=False).splitlines())

    def crash(self) -> None:
        """The node goes down at once, with all that runs on it, until it is started again."""
        self._kill("slurmd")
        for process in Path("/proc").glob("[0-9]*"):
            if _is_of_a_job(process):
                _signal(int(process.name), signal.SIGKILL)
        run("scontrol", "update", f"NodeName={self.host}", "State=DOWN", "Reason=crash")

    def stop(self) -> None:
        run("scancel", "--user", "root", check=False)
        self._kill("slurmd")
        self._kill("slurmctld")
        if self.munge:
            _signal(int(Path("/run/munge/munged.pid").read_text()), signal.SIGTERM)
        CONFIG.unlink(missing_ok=True)

    def _kill(self, daemon: str) -> None:
        path = self.folder / f"{daemon}.pid"
        if path.exists():
            _signal(int(path.read_text()), signal.SIGKILL)
            path.unlink(missing_ok=True)

    def finished(self) -> list[dict[str, str]]:
        """What the controller noted of each finished job, in order."""
        path = self.folder / "finished.txt"
        lines = path.read_text().splitlines() if path.exists() else []
        return [dict(re.findall(r"(\w+)=(\S*)", line)) for line in lines]


def _is_of_a_job(process: Path) -> bool:
    """Whether a process was started by a job of a node, or watches over one."""
    try:
        environment = (process / "environ").read_bytes()
        name = (process / "comm").read_text().strip()
    except OSError:
        return False
    return b"\0SLURM_JOB_ID=" in b"\0" + environment or name == "slurmstepd"


def _signal(process: int, number: signal.Signals) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        return
    if number == signal.SIGKILL:
        wait_for(lambda: not Path(f"/proc/{process}/exe").exists(), f"{process} is gone")


def run(*command: str | None, check: bool = True) -> str:
    words = [word for word in command if word]
    return subprocess.run(words, capture_output=True, text=True, check=check).stdout


def wait_for(condition, what: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.2)
