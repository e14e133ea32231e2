"""From power-on to a running IOS: boot loader, ROMMON, and the texts of the boot console."""
