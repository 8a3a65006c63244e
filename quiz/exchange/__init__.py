"""Other formats, one module each: what leaves this program for another one."""
