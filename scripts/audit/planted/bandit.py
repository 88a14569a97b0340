"""Faults that bandit must find, each on its line, by the test that is named. Nothing runs this file."""

import hashlib
import pickle  # fault: B403
import random
import subprocess
import tempfile

import yaml


def fault(told, connection):
    """One of each."""
    subprocess.run(f"ls {told}", shell=True)  # fault: B602
    eval(told)  # fault: B307
    exec(told)  # fault: B102
    pickle.loads(told)  # fault: B301
    yaml.load(told)  # fault: B506
    hashlib.md5(told)  # fault: B324
    random.random()  # fault: B311
    tempfile.mktemp()  # fault: B306
    connection.execute("select * from casework_person where name = '" + told + "'")  # fault: B608
