"""A PostgreSQL server of our own: binaries found, a cluster made and kept safe, started as a direct child, watched and stopped."""

from anbang.lib.postgres.binaries import Binaries, find_binaries
from anbang.lib.postgres.cluster import Cluster
from anbang.lib.postgres.faults import AlreadyRunning, ClusterFault

__all__ = ["AlreadyRunning", "Binaries", "Cluster", "ClusterFault", "find_binaries"]
