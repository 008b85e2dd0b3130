/* host/loader - a checked shared object to an admitted driver. */
#ifndef DN_HOST_LOADER_H
#define DN_HOST_LOADER_H

#include "host/admit.h"
#include "host/linked.h"
#include "host/manifest.h"
#include "host/module.h"

/*
 * Loads a shared object that dn_module_open() has checked, and admits its table.  `manifest` is the
 * one that led here, or NULL; the driver must be what it says, and it knows what to install when a
 * library is missing.  `engines` as for dn_driver_admit().  The caller still owns the module.
 *
 * An admitted library is never closed: client libraries leave exit handlers and thread destructors
 * behind that would then point at unmapped code.  EPLUGIN, naming the file, when it is refused.
 */
DUNLIN_MUST_CHECK dunlin_status dn_loader_load(struct dn_driver **out,
					       const struct dn_module *module,
					       const struct dn_manifest *manifest,
					       dn_dialect_fn engines, dunlin_error *err);
/* The same for a driver that is linked in, with nothing to check on disk. */
DUNLIN_MUST_CHECK dunlin_status dn_loader_link(struct dn_driver **out,
					       const struct dn_linked *linked,
					       const struct dn_manifest *manifest,
					       dn_dialect_fn engines, dunlin_error *err);

#endif
