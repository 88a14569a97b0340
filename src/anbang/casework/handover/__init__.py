"""From the gate to the justice office: met, reported in, taken in on the spot, handed over from community corrections."""
