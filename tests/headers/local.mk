# Checks of the public headers.
