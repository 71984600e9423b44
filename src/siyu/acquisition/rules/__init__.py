"""What a live code and a welcome decide, as arithmetic: no clock, no session, no tenant."""
