"""Runs a program to its end and writes what it and everything that it started took.

python3 measure.py RESULT PROGRAM [ARGUMENT…]

RESULT becomes a JSON of {status, wallSeconds, cpuSeconds, leftBehind}. A process whose parent has ended comes to this one
(PR_SET_CHILD_SUBREAPER), so that the CPU time of workers which outlive the program by a moment counts too.
"""

import ctypes
import json
import os
import resource
import sys
import time

PR_SET_CHILD_SUBREAPER = 36
# A process that lives on after this is a server: it is said so, and no figure is made of it.
PATIENCE_SECONDS = 20

result, argv = sys.argv[1], sys.argv[2:]
ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

start = time.monotonic()
child = os.posix_spawnp(argv[0], argv, os.environ)
status = None
while status is None:
    pid, waited = os.waitpid(-1, 0)
    if pid == child:
        status = os.waitstatus_to_exitcode(waited)
wall = time.monotonic() - start

left_behind = True
deadline = time.monotonic() + PATIENCE_SECONDS
while time.monotonic() < deadline:
    try:
        if os.waitpid(-1, os.WNOHANG)[0] == 0:
            time.sleep(0.01)
    except ChildProcessError:
        left_behind = False
        break

usage = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(result, 'w') as file:
    json.dump(
        {
            'status': status,
            'wallSeconds': wall,
            'cpuSeconds': usage.ru_utime + usage.ru_stime,
            'leftBehind': left_behind,
        },
        file,
    )
