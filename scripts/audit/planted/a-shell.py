"""Planted for the rule of its name. Nothing runs this file."""

# place: src/anbang/lib
import os
import subprocess

subprocess.run(f"ls {name}", shell=True, check=True)  # fault
subprocess.check_output("ls " + name, shell=True)  # fault
os.system("ls " + name)  # fault
subprocess.run(["ls", name], check=True)
