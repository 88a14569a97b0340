"""How a step about a person is taken: under the lock of the person, checked, written, and everything that follows from it."""
