"""iosim: an emulator of Catalyst 3750-E/3560-E switches and Cisco 860/880 routers, as firmware."""

__version__ = "0.1.0"
