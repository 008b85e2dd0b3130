/* stage - a folder of its own for a test, with fake drivers and manifests in it. */
#ifndef TESTS_HOST_STAGE_H
#define TESTS_HOST_STAGE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dunlin/dialect.h>

#include "base/error.h"
#include "base/vec.h"
#include "host/admit.h"
#include "host/manifest.h"

struct stage {
	char *folder;
	const void *row; /* what the test was given as its state */
	dunlin_error err;
	struct dn_arena arena; /* owns every path given out */
};

/* For cmocka; *state becomes the struct stage. */
int stage_setup(void **state);
int stage_teardown(void **state);
#define STAGED(test) cmocka_unit_test_setup_teardown(test, stage_setup, stage_teardown)

/* "folder/name". */
const char *stage_path(struct stage *stage, const char *name);
/* Makes a folder in it. */
const char *stage_folder(struct stage *stage, const char *name);
/* Makes a file in it. */
const char *stage_file(struct stage *stage, const char *name, const char *text);
/* Copies the fake driver FAKE.so to `name`. */
const char *stage_fake(struct stage *stage, const char *fake, const char *name);
/* Copies the fake FOLDER/NAME.so, and writes its manifest, with these schemes. */
void stage_driver(struct stage *stage, const char *folder, const char *fake, const char *name,
		  const char *schemes);
/* Loads a shared object as a registry would; `manifest` may be NULL. */
dunlin_status stage_load(struct stage *stage, struct dn_driver **out, const char *path,
			 const struct dn_manifest *manifest);

/* The status, and a piece of the message. */
void assert_failed(dunlin_status returned, const dunlin_error *err, dunlin_status status,
		   const char *piece);

/* Stand-ins for the engine's dialects: postgres (pg) and sqlite. */
const struct dunlin_dialect *stage_dialect(const char *name);

#endif
