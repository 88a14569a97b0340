"""How somebody comes in: on the spot, from community corrections, from paper; and who is asked about them."""
