"""Where things lie in a chassis. A trailing slash is a prefix: what follows names the item."""

FLASH = "flash/"  # flash/NAME -> JSON of a flash entry (iosim.flash); contents under BLOB
BLOB = "blob/"  # blob/SHA256 -> contents, shared by content between devices of one store
STARTUP_CONFIG = "nvram/startup-config"
PRIVATE_CONFIG = "nvram/private-config"
BOOT_VARIABLE = "bootvar/"  # bootvar/BOOT, bootvar/MANUAL_BOOT, bootvar/ENABLE_BREAK, ... -> text
CONFIG_REGISTER = "confreg"  # "0x2102"; what the next boot uses
LICENSE = "license/"  # license/PRIMARY/NNNN -> the licence block as installed
LICENSE_USAGE = "usage/"  # usage/... -> milliseconds charged to a metered licence
LICENSE_MARK = "licmark/"  # licmark/... -> EULA accepted, comment, priority, last notification sent
ENGINE_BOOTS = "engineboots"
RELOAD_REASON = "lastreset"  # JSON: how and why the system last went down
STACK = "stack"  # orderable product ids of switches 2, 3, ... of a stack, separated by blanks
MEMBER = "member/"  # member/N/KEY -> row KEY of switch N, from 2: its flash, its licences
CALENDAR = "calendar"  # offset of the battery-backed calendar from simulated time, ms
