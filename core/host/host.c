/* host/host - the table of what the engine does for a driver. */
#include "host/host.h"

#include <dunlin/version.h>

#include "base/error.h"

const struct dunlin_host *dn_host_table(void)
{
	static const struct dunlin_host host = {
		.size = DUNLIN_HOST_SIZE,
		.abi_major = DUNLIN_DRIVER_MAJOR,
		.version = DUNLIN_VERSION,
		.fail = dn_fail_fault,
	};

	return &host;
}
