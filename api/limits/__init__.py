"""How much one client may ask: counted by address, or by user where there is one."""
