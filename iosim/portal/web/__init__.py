"""The portal's web pages: made on the server, usable without a script, a mouse or sight."""
