/* tests of base/process: whether a process that was named still runs. */
#include "base/process.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void process__lives_as_long_as_it_runs(void **state)
{
	struct dn_process self, child;
	int gate[2], status;
	pid_t pid;
	char byte;

	(void)state;
	dn_process_self(&self);
	assert_int_equal(self.pid, getpid());
	assert_int_equal(strlen(self.place), DN_PROCESS_PLACE);
	assert_int_equal(strspn(self.place, "0123456789abcdef"), DN_PROCESS_PLACE);
	assert_true(dn_process_may_live(&self));
	assert_int_equal(pipe(gate), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(gate[0]);
		dn_process_self(&child);
		(void)!write(gate[1], &child, sizeof(child));
		_exit(0);
	}
	close(gate[1]);
	assert_int_equal(read(gate[0], &child, sizeof(child)), sizeof(child));
	(void)!read(gate[0], &byte, 1); /* until it has ended */
	close(gate[0]);
	assert_int_equal(child.pid, pid);
	assert_string_equal(child.place, self.place);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_false(dn_process_may_live(&child));
}

static void process__is_found_by_its_number(void **state)
{
	struct dn_process self, found;
	int status;
	pid_t pid;

	(void)state;
	dn_process_self(&self);
	assert_true(dn_process_find(&found, getpid()));
	assert_int_equal(found.pid, self.pid);
	assert_int_equal(found.start, self.start);
	assert_string_equal(found.place, self.place);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_false(dn_process_find(&found, pid));
	assert_false(dn_process_find(&found, 0));
	assert_false(dn_process_find(&found, -1)); /* that is all there are, to some calls */
}

static void process__is_not_the_next_of_its_number(void **state)
{
	struct dn_process self;

	(void)state;
	dn_process_self(&self);
	self.start++;
	assert_false(dn_process_may_live(&self));
	self.start = 0; /* nobody told */
	assert_true(dn_process_may_live(&self));
}

static void process__elsewhere_may_always_live(void **state)
{
	struct dn_process process;

	(void)state;
	dn_process_self(&process);
	process.pid = 0;
	assert_false(dn_process_may_live(&process));
	memcpy(process.place, process.place[0] == '0' ? "1" : "0", 1);
	assert_true(dn_process_may_live(&process));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(process__lives_as_long_as_it_runs),
		cmocka_unit_test(process__is_found_by_its_number),
		cmocka_unit_test(process__is_not_the_next_of_its_number),
		cmocka_unit_test(process__elsewhere_may_always_live),
	};

	return cmocka_run_group_tests_name("base/process", tests, NULL, NULL);
}
