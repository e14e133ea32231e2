"""The whole of the control API, from the tables of its subjects."""

from iosim.control import clock, devices, events, licenses, metrics

ROUTES = metrics.ROUTES + devices.ROUTES + clock.ROUTES + licenses.ROUTES + events.ROUTES
