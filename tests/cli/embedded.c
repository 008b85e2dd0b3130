/*
 * embedded - a program that has its migrations in it, built by test_embed.sh.
 *
 *   embedded URL up | down | seed | verify | damaged | both
 *
 * What it can do it says by its exit code; of a failure it prints file and message.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <dunlin/dunlin.h>

#include "migrations.h"

static const struct dunlin_bundle *choose(const char *what, struct dunlin_bundle *copy)
{
	if (strcmp(what, "damaged") != 0)
		return &migrations;
	*copy = migrations;
	copy->checksum = "0000000000000000000000000000000000000000000000000000000000000000";
	return copy;
}

static dunlin_status work(dunlin_engine *engine, const char *what, dunlin_error *err)
{
	struct dunlin_wish wish = DUNLIN_WISH_INIT;

	if (strcmp(what, "verify") == 0)
		return dunlin_verify(engine, NULL, err);
	if (strcmp(what, "down") == 0) {
		wish.kind = DUNLIN_WISH_DOWN;
		wish.flags = DUNLIN_WISH_ALL;
	} else if (strcmp(what, "seed") == 0) {
		wish.kind = DUNLIN_WISH_SEED;
	}
	return dunlin_migrate(engine, &wish, NULL, err);
}

int main(int argc, char **argv)
{
	struct dunlin_options options = DUNLIN_OPTIONS_INIT;
	struct dunlin_place place = DUNLIN_PLACE_INIT;
	const struct dunlin_place *places = &place;
	const struct dunlin_bundle *bundle;
	dunlin_error *err = dunlin_error_new();
	dunlin_engine *engine = NULL;
	struct dunlin_bundle copy;
	dunlin_status status;

	if (argc != 3)
		return 2;
	bundle = choose(argv[2], &copy);
	place.flags = DUNLIN_PLACE_BUILD;
	place.path = getenv("DUNLIN_DRIVER_PATH");
	place.label = "DUNLIN_DRIVER_PATH";
	options.flags = DUNLIN_OPTION_CREATE;
	options.url = argv[1];
	options.places = &places;
	options.n_places = 1;
	options.bundles = &bundle;
	options.n_bundles = 1;
	status = dunlin_engine_open(&engine, &options, err);
	if (status == DUNLIN_OK)
		status = work(engine, argv[2], err);
	if (status != DUNLIN_OK)
		fprintf(stderr, "%s: %s\n",
			dunlin_error_file(err) == NULL ? "?" : dunlin_error_file(err),
			dunlin_error_message(err));
	dunlin_engine_close(engine);
	dunlin_error_free(err);
	return status == DUNLIN_OK ? 0 : 1;
}
