"""The licence agent: the XML face of a device, for programs that look after many of them."""
