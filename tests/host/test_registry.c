/* From a scheme or a name to a driver, what is listed, and what a failed search says. */
#include "host/stage.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/registry.h"

/* Looks into these folders of the stage, ended by NULL, named place 1, place 2 … */
static struct dn_registry *look(struct stage *stage, const char *const *folders)
{
	static const char *const whys[] = { "place 1", "place 2", "place 3", "place 4", "place 5" };
	struct dn_search_place places[5] = { { .path = NULL } };
	struct dn_registry_options options = { .places = places, .engines = stage_dialect };
	struct dn_registry *registry;

	for (; folders[options.n_places] != NULL; options.n_places++) {
		places[options.n_places].path = folders[options.n_places];
		places[options.n_places].why = whys[options.n_places];
	}
	assert_int_equal(dn_registry_new(&registry, &options, &stage->err), DUNLIN_OK);
	return registry;
}

static struct dn_registry *look_in(struct stage *stage, const char *a, const char *b)
{
	const char *const folders[] = { stage_path(stage, a),
					b == NULL ? NULL : stage_path(stage, b), NULL };

	return look(stage, folders);
}

static void assert_found(struct stage *stage, struct dn_registry *registry, const char *scheme,
			 const char *path)
{
	const struct dn_driver *driver;

	if (dn_registry_find(&driver, registry, scheme, &stage->err) != DUNLIN_OK)
		fail_msg("%s: %s", scheme, stage->err.message);
	assert_string_equal(driver->path, stage_path(stage, path));
}

static void assert_detail(const struct stage *stage, const char *piece)
{
	assert_non_null(stage->err.detail);
	if (strstr(stage->err.detail, piece) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", stage->err.detail, piece);
}

static void registry__finds_by_scheme_and_by_name(void **state)
{
	struct stage *stage = *state;
	struct dn_registry *registry;
	const struct dn_driver *driver, *again;

	(void)stage_folder(stage, "d");
	stage_driver(stage, "d", "honest", "fake", "fake, fake2");
	stage_driver(stage, "d", "old", "old", "ancient");
	registry = look_in(stage, "d", NULL);
	assert_found(stage, registry, "fake", "d/fake.so");
	assert_found(stage, registry, "fake2", "d/fake.so");
	assert_found(stage, registry, "ancient", "d/old.so");
	assert_int_equal(dn_registry_find_name(&driver, registry, "old", NULL), DUNLIN_OK);
	assert_string_equal(driver->table.name, "old");
	assert_int_equal(dn_registry_find(&again, registry, "ancient", NULL), DUNLIN_OK);
	assert_ptr_equal(driver, again); /* loaded once */
	dn_registry_free(registry);
}

static void registry__loads_nothing_until_asked(void **state)
{
	struct stage *stage = *state;
	struct dn_registry *registry;
	size_t i;

	(void)stage_folder(stage, "d");
	stage_driver(stage, "d", "honest", "fake", "fake");
	stage_driver(stage, "d", "old", "old", "old");
	registry = look_in(stage, "d", NULL);
	assert_int_equal(dn_registry_count(registry), 2);
	for (i = 0; i < 2; i++)
		assert_null(dn_registry_at(registry, i)->driver);
	assert_found(stage, registry, "old", "d/old.so");
	assert_null(dn_registry_at(registry, 0)->driver);
	assert_non_null(dn_registry_at(registry, 1)->driver);
	assert_null(dn_registry_at(registry, 2));
	dn_registry_free(registry);
}

static void registry__prefers_an_earlier_folder(void **state)
{
	struct stage *stage = *state;
	struct dn_registry *registry;

	(void)stage_folder(stage, "a");
	(void)stage_folder(stage, "b");
	stage_driver(stage, "a", "honest", "fake", "one");
	stage_driver(stage, "b", "old", "old", "one, two");
	registry = look_in(stage, "a", "b");
	assert_found(stage, registry, "one", "a/fake.so");
	assert_found(stage, registry, "two", "b/old.so");
	dn_registry_free(registry);
	registry = look_in(stage, "b", "a");
	assert_found(stage, registry, "one", "b/old.so");
	dn_registry_free(registry);
}

static void registry__passes_over_what_is_refused(void **state)
{
	struct stage *stage = *state;
	struct dn_registry *registry;

	(void)stage_folder(stage, "a");
	(void)stage_folder(stage, "b");
	stage_driver(stage, "a", "magic", "fake", "fake"); /* seen when it is loaded */
	stage_driver(stage, "b", "honest", "fake", "fake");
	registry = look_in(stage, "a", "b");
	assert_found(stage, registry, "fake", "b/fake.so");
	assert_int_equal(dn_registry_at(registry, 0)->refusal.status, DUNLIN_EPLUGIN);
	dn_registry_free(registry);
	assert_int_equal(chmod(stage_path(stage, "a/fake.so"), 0777), 0); /* and before */
	registry = look_in(stage, "a", "b");
	assert_int_equal(dn_registry_at(registry, 0)->refusal.status, DUNLIN_EPLUGIN);
	assert_found(stage, registry, "fake", "b/fake.so");
	dn_registry_free(registry);
}

static void registry__refuses_two_drivers_of_one_folder_for_a_scheme(void **state)
{
	struct stage *stage = *state;
	const struct dn_driver *driver;
	struct dn_registry *registry;

	(void)stage_folder(stage, "d");
	stage_driver(stage, "d", "honest", "fake", "shared, one");
	stage_driver(stage, "d", "old", "old", "two, shared");
	registry = look_in(stage, "d", NULL);
	assert_failed(dn_registry_find(&driver, registry, "shared", &stage->err), &stage->err,
		      DUNLIN_EPLUGIN, "two drivers claim \"shared:\" URLs: fake and old");
	assert_null(driver);
	assert_string_equal(stage->err.file, stage_path(stage, "d"));
	assert_found(stage, registry, "one", "d/fake.so");
	assert_found(stage, registry, "two", "d/old.so");
	dn_registry_free(registry);
}

static void registry__says_where_it_looked(void **state)
{
	struct stage *stage = *state;
	const struct dn_driver *driver;
	struct dn_registry *registry;
	const char *folders[6] = { NULL };

	folders[0] = stage_path(stage, "none");
	folders[1] = "relative/folder";
	folders[2] = stage_folder(stage, "d");
	folders[3] = stage_path(stage, "d/../d");
	folders[4] = stage_file(stage, "file", "");
	stage_driver(stage, "d", "honest", "fake", "fake, fake2");
	stage_driver(stage, "d", "old", "old", "old");
	assert_int_equal(chmod(stage_path(stage, "d/old.so"), 0757), 0);
	(void)stage_file(stage, "d/bad.driver", "name = bad\nwhat\n");
	(void)stage_file(stage, "d/new.driver",
			 "name=new\nfile=new.so\ndialect=new\nabi=2\nschemes=new\n");
	(void)stage_file(stage, "d/draft.driver",
			 "name=draft\nfile=draft.so\ndialect=draft\nabi=0\nschemes=draft\n");
	(void)stage_file(stage, "d/gone.driver",
			 "name=gone\nfile=gone.so\ndialect=gone\nabi=1\nschemes=gone\n");
	registry = look(stage, folders);
	assert_string_equal(dn_registry_place(registry, 0)->passed, "no such folder");
	assert_null(dn_registry_place(registry, 2)->passed);
	assert_string_equal(dn_registry_place(registry, 4)->why, "place 5");
	assert_null(dn_registry_place(registry, 5));
	assert_failed(dn_registry_find(&driver, registry, "oracle", &stage->err), &stage->err,
		      DUNLIN_EPLUGIN, "no driver takes \"oracle:\" URLs (known: fake, fake2)");
	assert_detail(stage, "/none (place 1): no such folder\n");
	assert_detail(stage, "  relative/folder (place 2): is not an absolute path\n");
	assert_detail(stage, "/d (place 3)\n");
	assert_detail(stage, "\n    bad.driver: line 2: not a line of the form key = value\n");
	assert_detail(stage, "\n    fake.so: takes fake:, fake2:\n");
	assert_detail(stage, "\n    gone.so: No such file or directory\n");
	assert_detail(stage, "\n    draft.so: it is built for driver ABI 0 (dunlin_driver_v0), and "
			     "this Dunlin takes ABI 1 (dunlin_driver_v1) (build it anew with the "
			     "headers of this Dunlin, or install a version of it that was)\n");
	assert_detail(stage,
		      "\n    new.so: it is built for driver ABI 2 (dunlin_driver_v2), and "
		      "this Dunlin takes ABI 1 (dunlin_driver_v1) (it needs a newer Dunlin)\n");
	assert_detail(stage, "\n    old.so: can be written by everybody");
	assert_detail(stage, "(place 4): is a place that was looked into already\n");
	assert_detail(stage, "/file (place 5): ");
	assert_failed(dn_registry_find_name(&driver, registry, "oracle", &stage->err), &stage->err,
		      DUNLIN_EPLUGIN, "no driver is named oracle");
	assert_detail(stage, "\n    fake.so: is the driver fake\n");
	dn_registry_free(registry);
}

static void registry__says_why_the_only_driver_is_refused(void **state)
{
	struct stage *stage = *state;
	const struct dn_driver *driver;
	struct dn_registry *registry;

	(void)stage_folder(stage, "d");
	stage_driver(stage, "d", "absent", "absent", "absent");
	registry = look_in(stage, "d", NULL);
	assert_failed(dn_registry_find(&driver, registry, "absent", &stage->err), &stage->err,
		      DUNLIN_EPLUGIN,
		      "the driver absent cannot be used: it needs libdunlin-gone.so.9");
	assert_string_equal(stage->err.hint, "install libabsent5");
	assert_string_equal(stage->err.file, stage_path(stage, "d/absent.so"));
	assert_detail(stage, "which is not installed (install libabsent5)");
	dn_registry_free(registry);
}

static void registry__without_places_says_so(void **state)
{
	struct stage *stage = *state;
	const char *const none[] = { NULL };
	struct dn_registry *registry = look(stage, none);
	const struct dn_driver *driver;

	assert_failed(dn_registry_find(&driver, registry, "fake", &stage->err), &stage->err,
		      DUNLIN_EPLUGIN, "(known: none)");
	assert_detail(stage, "no place to look in was given");
	assert_int_equal(dn_registry_count(registry), 0);
	assert_null(dn_registry_place(registry, 0));
	dn_registry_free(registry);
}

static void registry__probes_what_is_there(void **state)
{
	struct stage *stage = *state;
	struct dn_registry *registry;
	const struct dn_search_found *found;
	struct dn_str reason = DN_STR_INIT;

	(void)stage_folder(stage, "d");
	stage_driver(stage, "d", "absent", "absent", "absent");
	stage_driver(stage, "d", "honest", "fake", "fake");
	(void)stage_file(stage, "d/garbage.driver", "\001");
	registry = look_in(stage, "d", NULL);
	assert_int_equal(dn_registry_count(registry), 3);
	assert_int_equal(dn_registry_probe(registry, 0, NULL), DUNLIN_OK);
	found = dn_registry_at(registry, 0);
	assert_null(found->driver);
	assert_failed(found->refusal.status, &found->refusal, DUNLIN_EPLUGIN,
		      "libdunlin-gone.so.9");
	assert_string_equal(found->refusal.hint, "install libabsent5");
	assert_string_equal(found->why, "place 1");
	dn_search_reason(found, &reason);
	assert_string_equal(dn_str_text(&reason), "it needs libdunlin-gone.so.9, which is not "
						  "installed (install libabsent5)");
	dn_str_clear(&reason);
	assert_int_equal(dn_registry_probe(registry, 1, NULL), DUNLIN_OK);
	found = dn_registry_at(registry, 1);
	assert_int_equal(found->driver->table.caps[0] & DUNLIN_CAP_LOCK, DUNLIN_CAP_LOCK);
	assert_int_equal(dn_registry_probe(registry, 2, NULL), DUNLIN_OK);
	found = dn_registry_at(registry, 2);
	assert_null(found->manifest.name);
	assert_string_equal(found->path, stage_path(stage, "d/garbage.driver"));
	dn_registry_free(registry);
}

static void registry__uses_the_driver_that_is_named(void **state)
{
	struct stage *stage = *state;
	struct dn_registry_options options = { .engines = stage_dialect };
	const char *path = stage_fake(stage, "honest", "mine.so");
	struct dn_registry *registry;

	assert_int_equal(chmod(path, 0775), 0); /* fine, since somebody named it outright */
	options.driver = path;
	assert_int_equal(dn_registry_new(&registry, &options, &stage->err), DUNLIN_OK);
	assert_int_equal(dn_registry_count(registry), 1);
	assert_string_equal(dn_registry_at(registry, 0)->why, "named by its path");
	assert_found(stage, registry, "whatever", "mine.so");
	dn_registry_free(registry);
}

static void registry__refuses_the_driver_that_is_named(void **state)
{
	struct stage *stage = *state;
	struct dn_registry_options options = { .driver = "mine.so", .engines = stage_dialect };
	const struct dn_driver *driver;
	struct dn_registry *registry;

	assert_failed(dn_registry_new(&registry, &options, &stage->err), &stage->err, DUNLIN_EUSAGE,
		      "must be absolute");
	assert_null(registry);
	(void)stage_folder(stage, "d");
	stage_driver(stage, "d", "absent", "absent", "absent");
	options.driver = stage_path(stage, "d/absent.so");
	assert_int_equal(dn_registry_new(&registry, &options, &stage->err), DUNLIN_OK);
	assert_failed(dn_registry_find(&driver, registry, "absent", &stage->err), &stage->err,
		      DUNLIN_EPLUGIN, "it needs libdunlin-gone.so.9");
	assert_string_equal(stage->err.file, options.driver);
	assert_string_equal(stage->err.hint, "install libabsent5"); /* of the manifest beside it */
	/* It is named again, and is not looked for anywhere else. */
	assert_int_equal(dn_registry_find(&driver, registry, "fake", NULL), DUNLIN_EPLUGIN);
	dn_registry_free(registry);
}

static void registry__lets_a_group_write_in_the_own_build(void **state)
{
	struct stage *stage = *state;
	struct dn_search_place place = { .path = stage_folder(stage, "d"), .why = "build" };
	struct dn_registry_options options = { .places = &place,
					       .n_places = 1,
					       .engines = stage_dialect };
	struct dn_registry *registry;

	stage_driver(stage, "d", "honest", "fake", "fake");
	assert_int_equal(chmod(stage_path(stage, "d/fake.so"), 0775), 0);
	assert_int_equal(dn_registry_new(&registry, &options, &stage->err), DUNLIN_OK);
	assert_failed(dn_registry_at(registry, 0)->refusal.status,
		      &dn_registry_at(registry, 0)->refusal, DUNLIN_EPLUGIN, "by its group");
	dn_registry_free(registry);
	place.own_build = true;
	assert_int_equal(dn_registry_new(&registry, &options, &stage->err), DUNLIN_OK);
	assert_found(stage, registry, "fake", "d/fake.so");
	dn_registry_free(registry);
}

/* --- drivers that are linked in ------------------------------------------- */

/* Of tests/fake/fake.c, which is compiled into this program. */
const struct dunlin_driver *dunlin_driver_fake(void);

static const struct dn_linked linked[] = {
	{ "name = fake\nfile = fake.so\ndialect = sqlite\nabi = 1\nschemes = fake twice\n",
	  "fake.driver", dunlin_driver_fake },
	{ .entry = NULL },
};

static struct dn_registry *look_linked(struct stage *stage, const struct dn_linked *drivers,
				       const char *folder)
{
	const struct dn_search_place place = { .path = folder, .why = "installed" };
	const struct dn_registry_options options = { .places = &place,
						     .n_places = folder == NULL ? 0 : 1,
						     .linked = drivers,
						     .engines = stage_dialect };
	struct dn_registry *registry;

	assert_int_equal(dn_registry_new(&registry, &options, &stage->err), DUNLIN_OK);
	return registry;
}

static void registry__takes_a_linked_driver_before_any_folder(void **state)
{
	struct stage *stage = *state;
	const char *folder = stage_folder(stage, "d");
	const struct dn_driver *driver;
	struct dn_registry *registry;

	stage_driver(stage, "d", "honest", "fake", "fake, fake2");
	registry = look_linked(stage, linked, folder);
	assert_int_equal(dn_registry_find(&driver, registry, "fake", &stage->err), DUNLIN_OK);
	assert_string_equal(driver->path, "linked in");
	assert_string_equal(driver->dialect->name, "sqlite");
	assert_found(stage, registry, "fake2", "d/fake.so");
	assert_int_equal(dn_registry_find_name(&driver, registry, "fake", NULL), DUNLIN_OK);
	assert_string_equal(driver->path, "linked in");
	dn_registry_free(registry);
}

static void registry__needs_no_folder_for_a_linked_driver(void **state)
{
	struct stage *stage = *state;
	struct dn_registry *registry = look_linked(stage, linked, NULL);
	const struct dn_driver *driver;

	assert_int_equal(dn_registry_count(registry), 1);
	assert_string_equal(dn_registry_at(registry, 0)->why, "linked in");
	assert_string_equal(dn_registry_at(registry, 0)->manifest.dialect, "sqlite");
	assert_string_equal(dn_registry_place(registry, 0)->path, "the library itself");
	assert_int_equal(dn_registry_probe(registry, 0, NULL), DUNLIN_OK);
	assert_non_null(dn_registry_at(registry, 0)->driver);
	assert_failed(dn_registry_find(&driver, registry, "oracle", &stage->err), &stage->err,
		      DUNLIN_EPLUGIN, "(known: fake, twice)");
	assert_detail(stage, "looked in\n  the library itself (linked in)\n"
			     "    fake.driver: takes fake:, twice:");
	dn_registry_free(registry);
}

static void registry__prefers_a_path_to_a_linked_driver(void **state)
{
	struct stage *stage = *state;
	const struct dn_registry_options options = { .driver = stage_fake(stage, "honest", "my.so"),
						     .linked = linked,
						     .engines = stage_dialect };
	struct dn_registry *registry;

	assert_int_equal(dn_registry_new(&registry, &options, &stage->err), DUNLIN_OK);
	assert_int_equal(dn_registry_count(registry), 1);
	assert_found(stage, registry, "fake", "my.so");
	dn_registry_free(registry);
}

static void registry__refuses_a_linked_driver_that_is_not_as_described(void **state)
{
	static const struct dn_linked other[] = {
		{ "name = fake\nfile = fake.so\ndialect = postgres\nabi = 1\nschemes = fake\n",
		  "fake.driver", dunlin_driver_fake },
		{ "name = broken\n", "broken.driver", dunlin_driver_fake },
		{ .entry = NULL },
	};
	struct stage *stage = *state;
	struct dn_registry *registry = look_linked(stage, other, NULL);
	const struct dn_driver *driver;

	assert_failed(dn_registry_find(&driver, registry, "fake", &stage->err), &stage->err,
		      DUNLIN_EPLUGIN, "its dialect is sqlite, and its manifest says postgres");
	assert_null(driver);
	assert_detail(stage, "\n    fake.driver: its dialect is sqlite");
	assert_detail(stage, "\n    broken.driver: it has no line \"file = \"");
	dn_registry_free(registry);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGED(registry__finds_by_scheme_and_by_name),
		STAGED(registry__loads_nothing_until_asked),
		STAGED(registry__prefers_an_earlier_folder),
		STAGED(registry__passes_over_what_is_refused),
		STAGED(registry__refuses_two_drivers_of_one_folder_for_a_scheme),
		STAGED(registry__says_where_it_looked),
		STAGED(registry__says_why_the_only_driver_is_refused),
		STAGED(registry__without_places_says_so),
		STAGED(registry__probes_what_is_there),
		STAGED(registry__uses_the_driver_that_is_named),
		STAGED(registry__takes_a_linked_driver_before_any_folder),
		STAGED(registry__needs_no_folder_for_a_linked_driver),
		STAGED(registry__prefers_a_path_to_a_linked_driver),
		STAGED(registry__refuses_a_linked_driver_that_is_not_as_described),
		STAGED(registry__refuses_the_driver_that_is_named),
		STAGED(registry__lets_a_group_write_in_the_own_build),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
