"""Devices from Python: `iosim.boot` for everybody, `iosim.aio` for asyncio. The names are in `iosim.api.facade`."""
