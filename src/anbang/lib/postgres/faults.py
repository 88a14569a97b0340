"""What can go wrong with a server of our own, each in one sentence for a person."""


class ClusterFault(Exception):
    """The server cannot be used; the message is one sentence that says what, where and what helps."""


class AlreadyRunning(ClusterFault):
    """Another process keeps this cluster; `holder` says which, since when and for what."""

    def __init__(self, message: str, *, holder: dict[str, str]) -> None:
        super().__init__(message)
        self.holder = holder
