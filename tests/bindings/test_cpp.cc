/* test_cpp URL DRIVERS: dunlin.hpp on an empty database. */
#include <dunlin/dunlin.hpp>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

static void check(const char *what, bool good)
{
	std::cout << (good ? "ok " : "not ok ") << what << std::endl;
}

static void put(const std::string &path, const std::string &text)
{
	std::filesystem::create_directories(std::filesystem::path(path).parent_path());
	std::ofstream(path) << text;
}

/* Whether it throws an error with this status; `look` may ask more of it. */
template <class Call, class Look> static bool fails(Call call, dunlin_status status, Look look)
{
	try {
		call();
	} catch (const dunlin::error &error) {
		const dunlin::error copy = error;
		if (copy.status() != status)
			std::cout << copy.what() << std::endl;
		return copy.status() == status && look(copy);
	}
	return false;
}

int main(int, char **argv)
{
	const auto any = [](const dunlin::error &) { return true; };
	std::vector<std::string> lines;
	dunlin::options options;
	options.url = argv[1];
	options.places = { argv[2] };
	options.folders = { "good" };
	options.create = true;
	options.on_event = [&](const dunlin_event &event) { lines.push_back(dunlin::event_line(event)); };
	put("good/0001_a.up.sql", "CREATE TABLE a (x INTEGER);\n");
	put("good/0001_a.down.sql", "DROP TABLE a;\n");
	put("good/0001_a.verify.sql", "SELECT x FROM a;\n");
	put("good/0002_b.up.sql", "CREATE TABLE b (x INTEGER);\n");
	put("good/0002_b.down.sql", "DROP TABLE b;\n");
	put("bad/0003_c.up.sql", "CREATE TABLE c (x INTEGER);\nINSERT INTO nowhere VALUES (1);\n");

	auto how = dunlin::sized<struct dunlin_start>();
	how.pending = DUNLIN_PENDING_REFUSE;
	check("start refuses what is pending",
	      fails([&] { dunlin::start(options, how); }, DUNLIN_EREFUSED,
		    [](const dunlin::error &e) { return e->result.pending == 2; }));
	check("start applies it", dunlin::start(options).applied == 2);
	check("an event has a line",
	      std::any_of(lines.begin(), lines.end(), [](const std::string &line) {
		      return line.find("0002_b: applied in ") == 0;
	      }));
	check("there is nothing to do again", dunlin::start(options).applied == 0);

	dunlin::engine engine(options);
	engine.ping();
	engine.wait(1000);
	{
		dunlin::report report = engine.status();
		dunlin::report moved = std::move(report);
		check("status has each",
		      moved.size() == 2 && moved[1].state == DUNLIN_STATE_APPLIED &&
			      std::string(moved[1].name) == "b" && moved.head().size() > 60);
	}
	check("list asks no target", engine.list()[0].state == 0);
	check("verify", engine.verify().verified == 1);
	auto wish = dunlin::sized<dunlin_wish>();
	wish.kind = DUNLIN_WISH_DOWN;
	wish.flags = DUNLIN_WISH_ALL;
	check("down", engine.migrate(wish).reverted == 2);

	dunlin::options bad = options;
	bad.folders = { "good", "bad" };
	check("a failing migration names its line",
	      fails([&] { dunlin::start(bad); }, DUNLIN_EMISSING, [](const dunlin::error &e) {
		      return e->file == "bad/0003_c.up.sql" && e->line == 2 &&
			     e->sqlstate == "42P01" && !e->state.empty() &&
			     std::string(e.what()).find("bad/0003_c.up.sql:2:13: ") == 0;
	      }));
	check("and what was applied before it stands", engine.migrate(wish).reverted == 2);

	dunlin::options picky = options;
	picky.on_event = [](const dunlin_event &) { throw std::out_of_range("enough"); };
	bool thrown = false;
	try {
		dunlin::engine(picky).migrate();
	} catch (const std::out_of_range &) {
		thrown = true;
	}
	check("what a callback throws ends the run",
	      thrown && engine.status()[0].state == DUNLIN_STATE_PENDING);

	dunlin::engine other(options);
	other = std::move(engine);
	check("an engine can be moved", other.migrate().applied == 2);
	check("the one moved from says so", fails([&] { engine.ping(); }, DUNLIN_EUSAGE, any));
	std::thread([&] { other.cancel(); }).join();
	check("another thread cancels", fails([&] { other.ping(); }, DUNLIN_ECANCELED, any));
	other.close();
	other.close();
	check("a closed engine says so", fails([&] { other.ping(); }, DUNLIN_EUSAGE, any));
	return 0;
}
